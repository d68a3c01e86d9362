// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The files of MMM's monitor, agents and tools as one configuration.
#include "lib/base/cat.h"
#include "lib/model/mmm_config.h"

#include <algorithm>

namespace mmm::model {

namespace {

bool is_secret(std::string_view directive)
{
    return directive.ends_with("_password");
}

class Merger {
public:
    explicit Merger(const MmmProgramConfig& first, std::vector<std::string>& faults)
        : result_(first.config)
        , faults_(faults)
    {
    }

    void add(const MmmProgramConfig& program)
    {
        file_ = program.file;
        merge(result_.top, program.config.top);
        merge(result_.monitor, program.config.monitor);
        merge(result_.socket, program.config.socket);
        merge(result_.hosts, program.config.hosts);
        merge(result_.roles, program.config.roles);
        merge(result_.checks, program.config.checks);
        merge(result_.copy_methods, program.config.copy_methods);
    }

    MmmConfig take() && { return std::move(result_); }

private:
    void merge(std::vector<MmmValues>& into, const std::vector<MmmValues>& from)
    {
        for (const auto& values : from) {
            const auto found = std::ranges::find(into, values.name(), &MmmValues::name);
            if (found == into.end()) {
                into.push_back(values);
            } else {
                merge(*found, values);
            }
        }
    }

    void merge(MmmValues& into, const MmmValues& from)
    {
        for (const auto& [directive, value] : from.all_given()) {
            if (into.given(directive) && into.text(directive) != value && directive != "this") {
                tell(into, directive, value);
            }
        }
        into.complete_from(from);
    }

    void tell(const MmmValues& into, const std::string& directive, const std::string& value)
    {
        const auto entry = mmm_entry_name(into.section(), into.name(), directive);
        faults_.push_back(
            is_secret(directive) ? cat("Config entry '",
                                       entry,
                                       "': ",
                                       file_,
                                       " has another one than the files before")
                                 : cat("Config entry '",
                                       entry,
                                       "': '",
                                       shown(value),
                                       "' for ",
                                       file_,
                                       ", '",
                                       shown(into.text(directive)),
                                       "' for the files before"));
    }

    MmmConfig result_;
    std::vector<std::string>& faults_;
    std::string file_;
};

} // namespace

MmmConfig
merge_mmm_configs(const std::vector<MmmProgramConfig>& programs, std::vector<std::string>& faults)
{
    if (programs.empty()) {
        return mmm_config_of({});
    }
    Merger merger(programs.front(), faults);
    for (std::size_t i = 1; i < programs.size(); ++i) {
        merger.add(programs[i]);
    }
    return std::move(merger).take();
}

} // namespace mmm::model
