// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "ocf-agent/vip/actions.h"
#include "ocf-agent/vip/settings.h"
#include "tests/unit/vip/a_host.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace mmm::vip {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

using Given = std::map<std::string, std::string, std::less<>>;

ReadSettings read(Given given, const ocf::Environment& environment = {})
{
    const auto variables = [&](std::string_view name) -> std::optional<std::string> {
        const auto found = given.find(name.substr(std::string_view("OCF_RESKEY_").size()));
        return found == given.end() ? std::nullopt : std::optional(found->second);
    };
    return read_settings(ocf::Parameters::read(agent().parameters, variables), environment);
}

TEST(Settings, HaveDefaultsForAllButTheAddress)
{
    const auto [settings, errors, warnings] = read({{"ip", "192.0.2.70"}});

    EXPECT_THAT(errors, IsEmpty());
    EXPECT_THAT(warnings, IsEmpty());
    EXPECT_THAT(settings.addresses, ElementsAre(wanted("192.0.2.70")));
    EXPECT_EQ(settings.nic, "");
    EXPECT_EQ(settings.broadcast.kind, Broadcast::Kind::as_neighbours);
    EXPECT_TRUE(settings.detects_duplicates);
    EXPECT_EQ(settings.detection_time, std::chrono::milliseconds{30});
    EXPECT_EQ(settings.announcements, 5);
    EXPECT_EQ(settings.announcement_interval, std::chrono::milliseconds{200});
    EXPECT_EQ(settings.monitor_announcements, 0);
    EXPECT_EQ(settings.preferred_lifetime, std::nullopt);
    EXPECT_FALSE(settings.noprefixroute);
    EXPECT_FALSE(settings.flush_routes);
}

TEST(Settings, SplitAnInterfaceWithALabel)
{
    const auto settings = read({{"ip", "192.0.2.70"}, {"nic", "eth0:1"}}).settings;
    EXPECT_EQ(settings.nic, "eth0");
    EXPECT_EQ(settings.label, "1");

    const auto labelled =
        read({{"ip", "192.0.2.70"}, {"nic", "eth0:1"}, {"iflabel", "vip"}}).settings;
    EXPECT_EQ(labelled.label, "vip");
}

TEST(Settings, TakeTheOldNameOfTheMask)
{
    EXPECT_THAT(
        read({{"ip", "192.0.2.70"}, {"netmask", "255.255.255.0"}}).settings.addresses,
        ElementsAre(wanted("192.0.2.70", 24)));
    EXPECT_THAT(
        read({{"ip", "192.0.2.70"}, {"netmask", "24"}, {"cidr_netmask", "28"}}).settings.addresses,
        ElementsAre(wanted("192.0.2.70", 28)));
}

TEST(Settings, NeedRoutesUnlessInterfaceAndPrefixAreGiven)
{
    EXPECT_TRUE(read({{"ip", "192.0.2.70"}, {"nic", "eth0"}}).settings.needs_routes());
    EXPECT_TRUE(read({{"ip", "192.0.2.70/24"}}).settings.needs_routes());
    EXPECT_FALSE(read({{"ip", "192.0.2.70/24"}, {"nic", "eth0"}}).settings.needs_routes());
}

TEST(Settings, TakeABroadcastAddressOrASign)
{
    EXPECT_EQ(
        read({{"ip", "192.0.2.70"}, {"broadcast", "+"}}).settings.broadcast.kind,
        Broadcast::Kind::all_ones);
    EXPECT_EQ(
        read({{"ip", "192.0.2.70"}, {"broadcast", "-"}}).settings.broadcast.kind,
        Broadcast::Kind::all_zeros);
    EXPECT_EQ(
        read({{"ip", "192.0.2.70"}, {"broadcast", "192.0.2.127"}}).settings.broadcast.address,
        ip("192.0.2.127"));
}

TEST(Settings, NameWhatHasNoEffect)
{
    const auto warnings = read({{"ip", "192.0.2.70"},
                                {"arp_sender", "send_arp"},
                                {"send_arp_opts", "-x"},
                                {"mac", "00:11:22:33:44:55"},
                                {"clusterip_hash", "sourceip"},
                                {"lvs_support", "true"},
                                {"arp_bg", "false"}})
                              .warnings;
    EXPECT_THAT(warnings, SizeIs(6));
    EXPECT_THAT(warnings.front(), HasSubstr("parameter arp_sender=\"send_arp\" has no effect"));
}

TEST(Settings, AreSilentAboutRunArping)
{
    EXPECT_THAT(read({{"ip", "192.0.2.70"}, {"run_arping", "true"}}).warnings, IsEmpty());
}

struct BadParameter {
    Given given;
    const char* reason;
};

class ABadParameter : public testing::TestWithParam<BadParameter> {};

TEST_P(ABadParameter, IsWrongForEveryHost)
{
    Given given{{"ip", "192.0.2.70"}};
    for (const auto& [name, value] : GetParam().given) {
        given[name] = value;
    }
    const auto errors = read(given).errors;

    ASSERT_THAT(errors, SizeIs(1));
    EXPECT_EQ(errors.front().code, Errc::bad_parameter);
    EXPECT_THAT(errors.front().message, HasSubstr(GetParam().reason));
}

INSTANTIATE_TEST_SUITE_P(
    ByName,
    ABadParameter,
    testing::Values(
        BadParameter{{{"ip", ""}}, "parameter ip=\"\": required"},
        BadParameter{{{"ip", ","}}, "parameter ip=\",\": no address in it"},
        BadParameter{{{"ip", "fe80::1"}}, "say with nic which interface"},
        BadParameter{{{"nic", "eth 0"}}, "parameter nic=\"eth 0\": not an interface name"},
        BadParameter{{{"nic", "../eth0"}}, "parameter nic="},
        BadParameter{{{"nic", ":1"}}, "parameter nic=\":1\""},
        BadParameter{{{"iflabel", "fourteen-chars"}}, "parameter iflabel="},
        BadParameter{{{"broadcast", "2001:db8::1"}}, "parameter broadcast="},
        BadParameter{{{"broadcast", "all"}}, "parameter broadcast=\"all\""},
        BadParameter{{{"preferred_lft", "soon"}}, "parameter preferred_lft=\"soon\""},
        BadParameter{{{"network_namespace", "../m1"}}, "parameter network_namespace="},
        BadParameter{{{"arp_count", "-1"}}, "parameter arp_count=\"-1\""},
        BadParameter{{{"arp_interval", "0"}}, "parameter arp_interval=\"0\""},
        BadParameter{{{"dad_timeout", "fast"}}, "parameter dad_timeout=\"fast\""},
        BadParameter{{{"nodad", "maybe"}}, "parameter nodad=\"maybe\": not a boolean"},
        BadParameter{
            {{"unique_clone_address", "yes"}, {"ip", "2001:db8::1"}},
            "parameter unique_clone_address="}));

TEST(Settings, OfAnInstanceAreEmptyWhenTheListCannotBeCounted)
{
    ocf::Environment environment;
    environment.globally_unique = true;
    environment.clone_number = 0;
    const auto read_list = read({{"ip", "db1 192.0.2.72"}}, environment);

    EXPECT_THAT(read_list.settings.addresses, IsEmpty());
    EXPECT_THAT(read_list.errors, SizeIs(1));
}

TEST(Settings, KeepTheAddressesThatCanBeReadForAStop)
{
    EXPECT_THAT(
        read({{"ip", "db1 192.0.2.72"}}).settings.addresses, ElementsAre(wanted("192.0.2.72")));
}

} // namespace
} // namespace mmm::vip
