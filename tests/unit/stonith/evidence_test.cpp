// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "stonith/evidence.h"

#include <gtest/gtest.h>

namespace mmm::fence {
namespace {

constexpr auto answers = Finding::answers;
constexpr auto silent = Finding::silent;
constexpr auto unknown = Finding::unknown;

struct Case {
    const char* name;
    Look look;
    Power power;
    const char* reason;
};

void PrintTo(const Case& one, std::ostream* out)
{
    *out << one.name;
}

class AVerdict : public testing::TestWithParam<Case> {};

TEST_P(AVerdict, IsThatOfTheTable)
{
    const auto verdict = judge(GetParam().look);
    EXPECT_EQ(verdict.power, GetParam().power);
    EXPECT_EQ(verdict.reason, GetParam().reason);
}

Evidence found(const char* way, Finding finding, const char* detail = "")
{
    return {way, finding, detail};
}

constexpr auto no_answer = "no answer in any way";

INSTANTIATE_TEST_SUITE_P(
    Cases,
    AVerdict,
    testing::Values(
        Case{
            "all silent",
            {.host = {found("ping", silent), found("port 3306", silent)}},
            Power::off,
            no_answer},
        Case{
            "one answers",
            {.host = {found("ping", silent), found("port 3306", answers)}},
            Power::on,
            "port 3306 still answers"},
        Case{
            "an answer outweighs what is unknown",
            {.host = {found("probe", unknown, "x"), found("ping", answers)}},
            Power::on,
            "ping still answers"},
        Case{
            "one is unknown",
            {.host = {found("ping", silent), found("port 3306", unknown, "no route")}},
            Power::unknown,
            "port 3306: no route"},
        Case{"nothing was looked at", {}, Power::unknown, "nothing was looked at"},
        Case{
            "a witness answers",
            {.host = {found("ping", silent)},
             .witnesses = {found("w1", silent), found("w2", answers)}},
            Power::off,
            no_answer},
        Case{
            "no witness answers",
            {.host = {found("ping", silent)}, .witnesses = {found("w1", silent)}},
            Power::unknown,
            "no witness answers either, so this host's own network may be what is down"},
        Case{
            "a witness could not be asked",
            {.host = {found("ping", silent)}, .witnesses = {found("w1", unknown, "x")}},
            Power::unknown,
            "no witness answers either, so this host's own network may be what is down"},
        Case{
            "it was silent before",
            {.host = {found("ping", silent)}, .was_silent_before = true},
            Power::unknown,
            "it was silent before, so its silence proves nothing; set the option witness"},
        Case{
            "it was silent before and a witness answers",
            {.host = {found("ping", silent)},
             .witnesses = {found("w1", answers)},
             .was_silent_before = true},
            Power::off,
            no_answer},
        Case{
            "the status program says so, whatever the network does",
            {.host = {found("status", silent)},
             .witnesses = {found("w1", silent)},
             .by_status = true,
             .was_silent_before = true},
            Power::off,
            no_answer},
        Case{
            "the status program does not know",
            {.host = {found("ping", silent), found("status", unknown, "x")}, .by_status = true},
            Power::unknown,
            "status: x"}));

} // namespace
} // namespace mmm::fence
