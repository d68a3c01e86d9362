// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "mmm-compat/mmm_config/mmm_files.h"

#include "lib/base/cat.h"
#include "lib/config/mmm_config_file.h"

#include <algorithm>
#include <filesystem>

namespace mmm::config_tool {

namespace {

using model::MmmPrograms;

constexpr MmmPrograms monitor_side = model::mmm_monitor | model::mmm_control;

/// A file as one of MMM's programs names it.
struct ProgramFile {
    std::string name;
    MmmPrograms programs = 0;
};

void add_new(std::vector<std::string>& list, const std::vector<std::string>& more)
{
    for (const auto& line : more) {
        if (std::ranges::find(list, line) == list.end()) {
            list.push_back(line);
        }
    }
}

std::vector<std::string> search_path(const std::string& directory)
{
    return directory.empty() ? config::mmm_config_directories()
                             : std::vector<std::string>{directory};
}

/// Reads what one program reads, and adds it to the programs before it.
void load(
    const ProgramFile& file,
    const std::vector<std::string>& directories,
    LoadedFiles& into,
    std::vector<model::MmmProgramConfig>& programs)
{
    const auto contents = config::read_mmm_config(file.name, directories);
    const auto config = model::mmm_config_of(contents.assignments);
    add_new(into.errors, contents.errors);
    add_new(into.warnings, contents.warnings);
    add_new(into.files, contents.files);
    // A file that cannot be read lacks everything; that needs not be told.
    if (!contents.files.empty()) {
        add_new(into.errors, model::mmm_refusals(contents.assignments, config, file.programs));
        programs.push_back({file.name, config});
    }
}

LoadedFiles
load_all(const std::vector<ProgramFile>& files, const std::vector<std::string>& directories)
{
    LoadedFiles loaded;
    std::vector<model::MmmProgramConfig> programs;
    for (const auto& file : files) {
        load(file, directories, loaded, programs);
    }
    std::vector<std::string> faults;
    loaded.config = model::merge_mmm_configs(programs, faults);
    add_new(loaded.errors, faults);
    add_new(loaded.errors, model::mmm_faults(loaded.config));
    return loaded;
}

/// Those of the files that are there. Without any the first one, to be told that it is missing.
std::vector<ProgramFile>
present(const std::vector<ProgramFile>& candidates, const std::vector<std::string>& directories)
{
    std::vector<ProgramFile> found;
    for (const auto& file : candidates) {
        if (config::mmm_config_exists(file.name, directories)) {
            found.push_back(file);
        }
    }
    if (!found.empty()) {
        return found;
    }
    const ProgramFile common{"mmm_common.conf", 0};
    return {config::mmm_config_exists(common.name, directories) ? common : candidates.front()};
}

std::string file_name(std::string_view program, const std::string& cluster)
{
    return cat(program, cluster.empty() ? "" : "_", cluster, ".conf");
}

/// Who reads a file of that name.
MmmPrograms readers_of(const std::string& name)
{
    if (name.starts_with("mmm_mon")) {
        return monitor_side;
    }
    if (name.starts_with("mmm_agent")) {
        return model::mmm_agent;
    }
    return name.starts_with("mmm_tools") ? model::mmm_tools : MmmPrograms{0};
}

void append(LoadedFiles& into, LoadedFiles more)
{
    add_new(into.errors, more.errors);
    add_new(into.warnings, more.warnings);
    add_new(into.files, more.files);
    into.config = std::move(more.config);
}

LoadedFiles check_directory(const std::string& directory)
{
    const auto directories = search_path(directory);
    LoadedFiles all;
    for (const auto& cluster : config::mmm_cluster_names(directories)) {
        append(
            all,
            load_all(
                present(
                    {{file_name("mmm_mon", cluster), monitor_side},
                     {file_name("mmm_agent", cluster), model::mmm_agent}},
                    directories),
                directories));
    }
    const std::vector<ProgramFile> candidates{
        {"mmm_mon.conf", monitor_side},
        {"mmm_agent.conf", model::mmm_agent},
        {"mmm_tools.conf", model::mmm_tools}};
    const bool any = std::ranges::any_of(candidates, [&](const auto& file) {
        return config::mmm_config_exists(file.name, directories);
    });
    if (any || all.files.empty()) {
        append(all, load_all(present(candidates, directories), directories));
    }
    return all;
}

LoadedFiles check_file(const std::string& path)
{
    const auto file = std::filesystem::path(path);
    const auto directory = file.has_parent_path() ? file.parent_path().string() : std::string(".");
    const auto name = file.filename().string();
    return load_all({{name, readers_of(name)}}, {directory});
}

} // namespace

LoadedFiles load_cluster_files(const MmmFiles& files)
{
    const auto directories = search_path(files.directory);
    return load_all(
        present(
            {{file_name("mmm_mon", files.cluster), monitor_side},
             {file_name("mmm_agent", files.cluster), model::mmm_agent}},
            directories),
        directories);
}

LoadedFiles check_files(const std::vector<std::string>& paths)
{
    if (paths.empty()) {
        return check_directory("");
    }
    LoadedFiles all;
    for (const auto& path : paths) {
        std::error_code ignored;
        append(
            all,
            std::filesystem::is_directory(path, ignored) ? check_directory(path)
                                                         : check_file(path));
    }
    return all;
}

} // namespace mmm::config_tool
