// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/config/option_file.h"

#include "lib/base/cat.h"
#include "lib/base/errno_text.h"
#include "lib/base/fd.h"
#include "lib/base/private_memory.h"
#include "lib/base/text.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>

namespace mmm::config {

namespace {

constexpr std::size_t size_limit = 64U << 10U;

/// A backslash and what may follow it, as MySQL's own programs read them; before any other
/// character the backslash stands for itself.
std::string unescaped(std::string_view value)
{
    constexpr std::string_view letters = "bntrs\\\"'";
    constexpr std::string_view meanings = "\b\n\t\r \\\"'";
    std::string text;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const auto letter = value[i] == '\\' && i + 1 < value.size() ? letters.find(value[i + 1])
                                                                     : std::string_view::npos;
        if (letter == std::string_view::npos) {
            text += value[i];
        } else {
            text += meanings[letter];
            ++i;
        }
    }
    return text;
}

/// Where the quote that opens the value is closed; one after a backslash does not count.
std::size_t closing_quote(std::string_view value)
{
    for (std::size_t i = 1; i < value.size(); ++i) {
        if (value[i] == '\\') {
            ++i;
        } else if (value[i] == value.front()) {
            return i;
        }
    }
    return std::string_view::npos;
}

/// The value without the blanks and the quotes around it. A # starts a comment outside quotes.
std::string plain_value(std::string_view value)
{
    value = trim(value);
    if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'')) {
        const auto end = closing_quote(value);
        if (end != std::string_view::npos) {
            return unescaped(value.substr(1, end - 1));
        }
    }
    return unescaped(trim(value.substr(0, value.find('#'))));
}

Result<std::string> read_whole(const Fd& file)
{
    std::string text;
    std::array<char, 4096> buffer{};
    for (;;) {
        const ssize_t got = ::read(file.get(), buffer.data(), buffer.size());
        if (got < 0) {
            return system_error("read it");
        }
        if (got == 0) {
            return text;
        }
        text.append(buffer.data(), static_cast<std::size_t>(got));
        if (text.size() > size_limit) {
            return Error{Errc::malformed_input, "it is larger than any option file"};
        }
    }
}

} // namespace

Result<OptionGroups> parse_option_file(std::string_view text)
{
    OptionGroups groups;
    OptionGroup* current = nullptr;
    int number = 0;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        const auto line = trim(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        ++number;
        if (line.empty() || line.front() == '#' || line.front() == ';') {
            continue;
        }
        if (line.front() == '[') {
            const auto close = line.find(']');
            if (close == std::string_view::npos) {
                return Error{Errc::malformed_input, cat("line ", number, ": \"]\" is missing")};
            }
            current = &groups[std::string(trim(line.substr(1, close - 1)))];
            continue;
        }
        if (current == nullptr) {
            return Error{
                Errc::malformed_input, cat("line ", number, ": no [group] stands above it")};
        }
        const auto equals = line.find('=');
        const auto name = std::string(trim(line.substr(0, equals)));
        if (name.empty()) {
            return Error{Errc::malformed_input, cat("line ", number, ": no name before \"=\"")};
        }
        (*current)[name] =
            equals == std::string_view::npos ? "" : plain_value(line.substr(equals + 1));
    }
    return groups;
}

Result<OptionGroups> read_secret_option_file(const std::string& path, SecretFor readers)
{
    const auto unusable = [&](std::string_view why) {
        return Error{Errc::bad_on_this_host, cat("could not use \"", path, "\": ", why)};
    };
    const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));

    struct stat status {};

    if (!file.valid() || ::fstat(file.get(), &status) != 0) {
        return unusable(errno_text(errno));
    }
    if (!S_ISREG(status.st_mode)) {
        return unusable("it is not a regular file");
    }
    const bool for_group = readers == SecretFor::group;
    const mode_t forbidden = for_group ? S_IWGRP | S_IXGRP | S_IRWXO : S_IRWXG | S_IRWXO;
    if ((status.st_mode & forbidden) != 0) {
        return unusable(
            for_group
                ? "it holds passwords and anybody may read it, or its group write; chmod 640 it"
                : "it holds passwords and others than its owner may read it; chmod 600 it");
    }
    if (status.st_uid != 0 && status.st_uid != ::geteuid()) {
        return unusable("it holds passwords and belongs to somebody else; chown it to root");
    }
    leave_no_core();
    auto text = read_whole(file);
    if (!text) {
        return unusable(text.error().message);
    }
    auto groups = parse_option_file(*text);
    if (!groups) {
        return unusable(groups.error().message);
    }
    return groups;
}

} // namespace mmm::config
