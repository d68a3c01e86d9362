// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// MySQL-MMM's configuration as typed values, and what is wrong with it: what MMM refused, in its
// words, and what MMM took without looking though no cluster can work with it. Pure.
#pragma once

#include "lib/model/mmm_directives.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mmm::model {

/// The values of one section. Asking for a directive that the section does not know is a
/// programming error, and so is asking for a number where validation found none.
class MmmValues {
public:
    MmmValues() = default;

    MmmValues(MmmSection section, std::string name)
        : section_(section)
        , name_(std::move(name))
    {
    }

    [[nodiscard]] const std::string& name() const { return name_; }

    [[nodiscard]] MmmSection section() const { return section_; }

    /// The value, or MMM's default.
    [[nodiscard]] std::string text(std::string_view directive) const;
    [[nodiscard]] std::int64_t number(std::string_view directive) const;
    [[nodiscard]] bool flag(std::string_view directive) const;
    [[nodiscard]] std::vector<std::string> list(std::string_view directive) const;

    /// The files say it, here or in the section "default".
    [[nodiscard]] bool given(std::string_view directive) const;

    [[nodiscard]] const std::map<std::string, std::string, std::less<>>& all_given() const
    {
        return given_;
    }

    void set(const std::string& directive, std::string value);

    /// Takes what is not given here from there.
    void complete_from(const MmmValues& defaults);

private:
    MmmSection section_ = MmmSection::top;
    std::string name_;
    std::map<std::string, std::string, std::less<>> given_;
};

struct MmmConfig {
    MmmValues top;
    MmmValues monitor{MmmSection::monitor, ""};
    MmmValues socket{MmmSection::socket, ""};
    std::vector<MmmValues> hosts; ///< in the order of the files, without "default"
    std::vector<MmmValues> roles;
    std::vector<MmmValues> checks; ///< MMM's four, with their defaults where the files are silent
    std::vector<MmmValues> copy_methods;

    [[nodiscard]] const MmmValues* host(std::string_view name) const;
    [[nodiscard]] const MmmValues* role(std::string_view name) const;
    /// One of MMM's four.
    [[nodiscard]] const MmmValues& check(std::string_view name) const;
};

/// What files of one program say, later lines over earlier ones, "default" sections applied.
MmmConfig mmm_config_of(const MmmAssignments& assignments);

/// What the files of several programs say together. A directive that two of them give differently
/// is a line of `faults`; the first one's counts.
struct MmmProgramConfig {
    std::string file; ///< "mmm_mon.conf"
    MmmConfig config;
};

MmmConfig
merge_mmm_configs(const std::vector<MmmProgramConfig>& programs, std::vector<std::string>& faults);

/// What MMM's programs would have refused, in the order of the table of directives.
std::vector<std::string>
mmm_refusals(const MmmAssignments& assignments, const MmmConfig& config, MmmPrograms programs);

/// What MMM did not check, and no cluster can work with: addresses that are none or are used
/// twice, numbers that are none, masters that do not name each other, roles without a host.
std::vector<std::string> mmm_faults(const MmmConfig& config);

} // namespace mmm::model
