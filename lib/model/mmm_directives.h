// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The directives of MySQL-MMM's configuration files: one table for reading, checking, defaults,
// translation and documentation. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mmm::model {

enum class MmmSection : std::uint8_t { top, monitor, host, role, check, socket, copy_method };

struct MmmSectionKind {
    MmmSection section = MmmSection::top;
    std::string_view word;
    /// "<host db1>", as opposed to "<monitor>".
    bool named = false;
};

const MmmSectionKind* find_mmm_section(std::string_view word);

/// Which of MMM's programs reads a configuration; a set of them as bits.
using MmmPrograms = std::uint8_t;
constexpr MmmPrograms mmm_agent = 1;
constexpr MmmPrograms mmm_monitor = 2;
constexpr MmmPrograms mmm_control = 4;
constexpr MmmPrograms mmm_tools = 8;

enum class MmmType : std::uint8_t {
    text,
    number, ///< not negative
    port,
    boolean,
    address,
    addresses, ///< a list
    names,     ///< a list of words
    choice     ///< one of `choices`
};

struct MmmDirective {
    MmmSection section = MmmSection::top;
    std::string_view name;
    MmmType type = MmmType::text;
    std::string_view default_value = {};
    MmmPrograms required_by = 0;
    /// Of a choice, separated by blanks.
    std::string_view choices = {};
    /// Section whose names are allowed: MMM calls it a reference.
    MmmSection refers_to = MmmSection::top;
    /// What it becomes here: "parameter X of ocf:mmm:mysql", or who does that instead.
    std::string_view here = {};
    /// It becomes something of the cluster's configuration; otherwise using it is worth a warning.
    bool taken_over = false;

    [[nodiscard]] bool is_list() const
    {
        return type == MmmType::addresses || type == MmmType::names;
    }
};

std::span<const MmmDirective> mmm_directives();

/// The row of a directive, nullptr for none of that name in that section.
const MmmDirective* find_mmm_directive(MmmSection section, std::string_view name);

/// "host->M1->ip"; an empty section name is left out.
std::string
mmm_entry_name(MmmSection section, std::string_view section_name, std::string_view directive);

/// A word of a file for a message: one line, whatever bytes the file holds, and not too long.
std::string shown(std::string_view word);

/// One line of a file: a directive with its value, or without a directive the opening of a section.
struct MmmAssignment {
    MmmSection section = MmmSection::top;
    std::string section_name;
    std::string directive;
    std::string value;
    std::string file;
    int line = 0;
};

using MmmAssignments = std::vector<MmmAssignment>;

/// The table as Markdown, for the documentation.
std::string mmm_directive_table();

} // namespace mmm::model
