// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/cluster/cib_tools.h"

#include "lib/base/cat.h"
#include "lib/base/errno_text.h"
#include "lib/base/fd.h"
#include "lib/base/subprocess.h"
#include "lib/base/text.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

namespace mmm::cluster {

namespace {

/// crm_diff's exit status when the files differ.
constexpr int different = 1;

/// A directory that only its owner can look into, gone with this: fencing devices may have
/// passwords in the CIB.
class ScratchDirectory {
public:
    ScratchDirectory()
    {
        std::string name = "/tmp/mmm_config.XXXXXX";
        if (::mkdtemp(name.data()) != nullptr) {
            path_ = name;
        }
    }

    ScratchDirectory(const ScratchDirectory&) = delete;
    ScratchDirectory& operator=(const ScratchDirectory&) = delete;
    ScratchDirectory(ScratchDirectory&&) = delete;
    ScratchDirectory& operator=(ScratchDirectory&&) = delete;

    ~ScratchDirectory()
    {
        std::error_code ignored;
        if (!path_.empty()) {
            std::filesystem::remove_all(path_, ignored);
        }
    }

    [[nodiscard]] bool valid() const { return !path_.empty(); }

    [[nodiscard]] std::string file(std::string_view name) const { return cat(path_, "/", name); }

private:
    std::string path_;
};

Result<> write_file(const std::string& path, std::string_view text)
{
    const Fd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file.valid()) {
        return system_error(cat("write \"", path, "\""));
    }
    while (!text.empty()) {
        const ssize_t written = ::write(file.get(), text.data(), text.size());
        if (written < 0) {
            return system_error(cat("write \"", path, "\""));
        }
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

Errc error_code(int exit_status)
{
    switch (exit_status) {
    case 4:
    case 77:
        return Errc::no_permission;
    case 69:
    case 102:
        return Errc::unreachable;
    case 106:
    case 107:
        return Errc::refused;
    default:
        return Errc::tool_failed;
    }
}

Error failure(std::string_view purpose, std::string_view tool, const ProgramOutput& output)
{
    const auto lines = split(output.standard_error, "\n");
    const auto code = error_code(output.exit_status);
    const std::string why = code == Errc::unreachable
                                ? "Pacemaker does not answer on this node; run it on a node of the "
                                  "running cluster"
                                : (lines.empty() ? cat("exit code ", output.exit_status)
                                                 : std::string(trim(lines.front())));
    return Error{code, cat("could not ", purpose, ": ", tool, ": ", why)};
}

} // namespace

CibTools::CibTools(std::string directory)
    : directory_(std::move(directory))
{
}

Result<std::string> CibTools::read(Deadline deadline) const
{
    constexpr std::string_view purpose = "read the cluster's configuration";
    auto output = run_program({cat(directory_, "/cibadmin"), "--query"}, deadline);
    if (!output) {
        return std::move(output).error().during(cat("could not ", purpose));
    }
    if (output->exit_status != 0) {
        return failure(purpose, "cibadmin", *output);
    }
    return std::move(output->standard_output);
}

// Without versions in the patch, so that a change of status meanwhile does not spoil it.
Result<>
CibTools::change(std::string_view original, std::string_view changed, Deadline deadline) const
{
    constexpr std::string_view purpose = "change the cluster's configuration";
    const ScratchDirectory scratch;
    if (!scratch.valid()) {
        return system_error("make a directory in /tmp");
    }
    for (const auto& [name, text] :
         {std::pair(scratch.file("old.xml"), original),
          std::pair(scratch.file("new.xml"), changed)}) {
        if (auto written = write_file(name, text); !written) {
            return written;
        }
    }
    auto patch = run_program(
        {cat(directory_, "/crm_diff"),
         cat("--original=", scratch.file("old.xml")),
         cat("--new=", scratch.file("new.xml")),
         "--no-version"},
        deadline);
    if (!patch) {
        return std::move(patch).error().during(cat("could not ", purpose));
    }
    if (patch->exit_status != different) {
        return patch->exit_status == 0 ? Result<>{} : failure(purpose, "crm_diff", *patch);
    }
    if (auto written = write_file(scratch.file("patch.xml"), patch->standard_output); !written) {
        return written;
    }
    auto done = run_program(
        {cat(directory_, "/cibadmin"), "--patch", cat("--xml-file=", scratch.file("patch.xml"))},
        deadline);
    if (!done) {
        return std::move(done).error().during(cat("could not ", purpose));
    }
    return done->exit_status == 0 ? Result<>{} : failure(purpose, "cibadmin", *done);
}

} // namespace mmm::cluster
