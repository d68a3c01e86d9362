// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/cluster/pacemaker_tools.h"

#include "lib/base/cat.h"
#include "lib/base/text.h"

#include <utility>

namespace mmm::cluster {

namespace {

/// What attrd_updater answers about an attribute that no node has: "invalid configuration".
constexpr int no_such_attribute = 78;
/// CRM_EX_NOSUCH, of crm_attribute for an attribute that is not set.
constexpr int no_such_object = 105;

/// Exit codes of Pacemaker's tools (crm_exit_t), the same in 2.0 to 3.0.
Errc error_code(int exit_status)
{
    switch (exit_status) {
    case 3:  // unimplemented
    case 64: // usage
        return Errc::unsupported;
    case 4:  // insufficient privileges, as an agent reports it
    case 77: // insufficient privileges
        return Errc::no_permission;
    case 5: // not installed
        return Errc::missing_software;
    case 69:  // a daemon is not available
    case 102: // not connected
        return Errc::unreachable;
    case 106: // quorum required
    case 107: // not safe
        return Errc::refused;
    case 108: // exists
        return Errc::conflict;
    case 124:
        return Errc::timeout;
    default:
        return Errc::tool_failed;
    }
}

/// One line of what the tool said: the first one, because later ones only repeat the exit code.
std::string reason(const ProgramOutput& output)
{
    const auto lines = split(output.standard_error, "\n");
    return lines.empty() ? cat("exit code ", output.exit_status) : std::string(trim(lines.front()));
}

Error tool_error(std::string_view purpose, std::string_view tool, const ProgramOutput& output)
{
    const Errc code = error_code(output.exit_status);
    if (code == Errc::unreachable) {
        return Error{
            code,
            cat("could not ",
                purpose,
                ": Pacemaker does not answer on this node (",
                tool,
                " exit code ",
                output.exit_status,
                ")")};
    }
    return Error{code, cat("could not ", purpose, ": ", tool, ": ", reason(output))};
}

std::string promotion_score_name(std::string_view resource)
{
    return cat("master-", resource);
}

/// The text of NAME="TEXT" in a line of attrd_updater; empty when it is not there.
std::string quoted(std::string_view line, std::string_view name)
{
    const auto label = cat(name, "=\"");
    const auto begin = line.find(label);
    if (begin == std::string_view::npos) {
        return {};
    }
    const auto value = line.substr(begin + label.size());
    return std::string(value.substr(0, value.find('"')));
}

void add_node(std::vector<std::string>& options, std::string_view node)
{
    if (!node.empty()) {
        options.push_back(cat("--node=", node));
    }
}

} // namespace

PacemakerTools::Call PacemakerTools::permanent_attribute_call(
    std::string_view verb, std::string_view name, std::string_view node, std::string option)
{
    return {
        .tool = "crm_attribute",
        .options =
            {cat("--node=", node), "--lifetime=forever", cat("--name=", name), std::move(option)},
        .purpose = cat(verb, " the attribute \"", name, "\" of ", node)};
}

PacemakerTools::PacemakerTools(std::string directory)
    : directory_(std::move(directory))
{
}

Result<ProgramOutput> PacemakerTools::execute(const Call& call, Deadline deadline) const
{
    std::vector<std::string> argv{cat(directory_, "/", call.tool)};
    argv.insert(argv.end(), call.options.begin(), call.options.end());
    auto output = run_program(argv, deadline);
    if (!output) {
        return std::move(output).error().during(cat("could not ", call.purpose));
    }
    return output;
}

Result<std::string> PacemakerTools::run(const Call& call, Deadline deadline) const
{
    auto output = execute(call, deadline);
    if (!output) {
        return std::move(output).error();
    }
    if (output->exit_status != 0) {
        return tool_error(call.purpose, call.tool, *output);
    }
    return std::move(output->standard_output);
}

Result<> PacemakerTools::set_node_attribute(
    std::string_view name,
    std::string_view value,
    Deadline deadline,
    std::string_view node,
    std::chrono::milliseconds dampening) const
{
    // "--update=" and not "-U": a value may begin with a minus sign.
    const bool dampened = dampening.count() > 0;
    Call call{
        .tool = "attrd_updater",
        .options = {cat("--name=", name), cat(dampened ? "--update-both=" : "--update=", value)},
        .purpose = cat("set the node attribute \"", name, "\"")};
    if (dampened) {
        call.options.push_back(cat("--delay=", dampening.count(), "ms"));
    }
    add_node(call.options, node);
    auto done = run(call, deadline);
    return done ? Result<>{} : Result<>{std::move(done).error()};
}

Result<> PacemakerTools::delete_node_attribute(
    std::string_view name, Deadline deadline, std::string_view node) const
{
    Call call{
        .tool = "attrd_updater",
        .options = {cat("--name=", name), "--delete"},
        .purpose = cat("delete the node attribute \"", name, "\"")};
    add_node(call.options, node);
    auto done = run(call, deadline);
    return done ? Result<>{} : Result<>{std::move(done).error()};
}

// Text output: the answer is needed for plain words only, and agents do without an XML library.
// Example: name="mmm-state-mysql" host="M1" value="ONLINE"
Result<std::string> PacemakerTools::read_node_attribute(
    std::string_view name, std::string_view node, Deadline deadline) const
{
    Call call{
        .tool = "attrd_updater",
        .options = {cat("--name=", name), "--query"},
        .purpose = cat("read the node attribute \"", name, "\" of ", node)};
    add_node(call.options, node);
    const auto output = execute(call, deadline);
    if (!output) {
        return output.error();
    }
    if (output->exit_status == no_such_attribute) {
        return std::string();
    }
    if (output->exit_status != 0) {
        return tool_error(call.purpose, call.tool, *output);
    }
    return quoted(output->standard_output, "value");
}

Result<std::map<std::string, std::string, std::less<>>>
PacemakerTools::read_attribute_of_all(std::string_view name, Deadline deadline) const
{
    const Call call{
        .tool = "attrd_updater",
        .options = {cat("--name=", name), "--query", "--all"},
        .purpose = cat("read the node attribute \"", name, "\" of all nodes")};
    const auto output = execute(call, deadline);
    if (!output) {
        return output.error();
    }
    std::map<std::string, std::string, std::less<>> values;
    if (output->exit_status == no_such_attribute) {
        return values;
    }
    if (output->exit_status != 0) {
        return tool_error(call.purpose, call.tool, *output);
    }
    for (const auto& line : split(output->standard_output, "\n")) {
        if (auto node = quoted(line, "host"); !node.empty()) {
            values[std::move(node)] = quoted(line, "value");
        }
    }
    return values;
}

Result<> PacemakerTools::set_private_attribute(
    std::string_view name, std::string_view value, Deadline deadline, std::string_view node) const
{
    Call call{
        .tool = "attrd_updater",
        .options =
            {cat("--name=", name),
             value.empty() ? "--delete" : cat("--update=", value),
             "--private"},
        .purpose = cat("set the private attribute \"", name, "\"")};
    add_node(call.options, node);
    auto done = run(call, deadline);
    return done ? Result<>{} : Result<>{std::move(done).error()};
}

Result<> PacemakerTools::set_permanent_attribute(
    std::string_view name, std::string_view value, std::string_view node, Deadline deadline) const
{
    auto done = run(permanent_attribute_call("set", name, node, cat("--update=", value)), deadline);
    return done ? Result<>{} : Result<>{std::move(done).error()};
}

/// crm_attribute's answer; empty for what is not set.
Result<std::string> PacemakerTools::query(const Call& call, Deadline deadline) const
{
    const auto output = execute(call, deadline);
    if (!output) {
        return output.error();
    }
    if (output->exit_status == no_such_object) {
        return std::string();
    }
    if (output->exit_status != 0) {
        return tool_error(call.purpose, call.tool, *output);
    }
    return std::string(trim(output->standard_output));
}

Result<std::string> PacemakerTools::read_permanent_attribute(
    std::string_view name, std::string_view node, Deadline deadline) const
{
    auto call = permanent_attribute_call("read", name, node, "--query");
    call.options.emplace_back("--quiet");
    return query(call, deadline);
}

Result<std::string> PacemakerTools::read_transient_attribute(
    std::string_view name, std::string_view node, Deadline deadline) const
{
    return query(
        Call{
            .tool = "crm_attribute",
            .options =
                {cat("--node=", node),
                 "--lifetime=reboot",
                 cat("--name=", name),
                 "--query",
                 "--quiet"},
            .purpose = cat("read the attribute \"", name, "\" of ", node)},
        deadline);
}

Result<> PacemakerTools::refresh_attributes(Deadline deadline) const
{
    const Call call{
        .tool = "attrd_updater",
        .options = {"--refresh"},
        .purpose = "have the attributes of all hosts written again"};
    auto done = run(call, deadline);
    return done ? Result<>{} : Result<>{std::move(done).error()};
}

Result<std::string>
PacemakerTools::read_cluster_option(std::string_view name, Deadline deadline) const
{
    return query(
        Call{
            .tool = "crm_attribute",
            .options = {"--type=crm_config", cat("--name=", name), "--query", "--quiet"},
            .purpose = cat("read the cluster's option \"", name, "\"")},
        deadline);
}

Result<> PacemakerTools::delete_permanent_attribute(
    std::string_view name, std::string_view node, Deadline deadline) const
{
    auto done = run(permanent_attribute_call("delete", name, node, "--delete"), deadline);
    return done ? Result<>{} : Result<>{std::move(done).error()};
}

// "Designated Controller is: M1 2.1.5-a3f44794f94": the name follows the colon in every version.
Result<std::string> PacemakerTools::read_coordinator(Deadline deadline) const
{
    auto answer = run(
        Call{
            .tool = "crmadmin",
            .options = {"--dc_lookup"},
            .purpose = "find the designated coordinator"},
        deadline);
    if (!answer) {
        return answer;
    }
    const auto colon = answer->find(':');
    const auto words = split(colon == std::string::npos ? "" : answer->substr(colon + 1));
    if (words.empty()) {
        return Error{Errc::unreachable, "could not find the designated coordinator: there is none"};
    }
    return words.front();
}

// The score is the transient attribute "master-<resource>" in Pacemaker 2.0 to 3.0. Writing it as
// such takes 8 ms; crm_attribute --promotion takes 13 ms for the same and is missing from 2.0.
Result<> PacemakerTools::set_promotion_score(
    std::string_view resource,
    int score,
    Deadline deadline,
    std::string_view node,
    std::chrono::milliseconds dampening) const
{
    return set_node_attribute(
        promotion_score_name(resource), std::to_string(score), deadline, node, dampening);
}

Result<> PacemakerTools::delete_promotion_score(
    std::string_view resource, Deadline deadline, std::string_view node) const
{
    return delete_node_attribute(promotion_score_name(resource), deadline, node);
}

Result<std::string> PacemakerTools::read_status_xml(Deadline deadline) const
{
    return run(
        Call{
            .tool = "crm_mon",
            // Everything is in the XML by default except for inactive resources. --one-shot is
            // implied by XML in every version but harmless.
            .options = {"--one-shot", "--output-as=xml", "--inactive"},
            .purpose = "read the cluster's status"},
        deadline);
}

Result<std::string> PacemakerTools::read_configuration_xml(Deadline deadline) const
{
    return run(
        Call{
            .tool = "cibadmin",
            .options = {"--query", "--scope=configuration"},
            .purpose = "read the cluster's configuration"},
        deadline);
}

Result<bool> PacemakerTools::is_idle(std::string_view dc, Deadline deadline) const
{
    const auto answer = run(
        Call{
            .tool = "crmadmin",
            .options = {cat("--status=", dc)},
            .purpose = cat("ask the controller on \"", dc, "\" for its state")},
        deadline);
    if (!answer) {
        return answer.error();
    }
    // The sentence around the state differs from version to version, the name of it does not.
    return answer->find("S_IDLE") != std::string::npos;
}

Result<>
PacemakerTools::locate(std::string_view command, const Location& location, Deadline deadline) const
{
    Call call{
        .tool = "crm_resource",
        .options = {cat("--", command), cat("--resource=", location.resource)},
        .purpose = cat(command, " the resource \"", location.resource, "\"")};
    add_node(call.options, location.node);
    if (!location.lifetime.empty()) {
        call.options.push_back(cat("--lifetime=", location.lifetime));
    }
    if (location.scope == Scope::promoted_only) {
        call.options.emplace_back("--promoted");
    }
    auto done = run(call, deadline);
    if (!done && done.error().code == Errc::unsupported && location.scope == Scope::promoted_only) {
        call.options.back() = "--master";
        done = run(call, deadline);
    }
    return done ? Result<>{} : Result<>{std::move(done).error()};
}

Result<> PacemakerTools::move_resource(const Location& location, Deadline deadline) const
{
    return locate("move", location, deadline);
}

Result<> PacemakerTools::ban_resource(const Location& location, Deadline deadline) const
{
    return locate("ban", location, deadline);
}

Result<> PacemakerTools::clear_resource(const Location& location, Deadline deadline) const
{
    return locate("clear", location, deadline);
}

Result<> PacemakerTools::set_meta_attribute(
    std::string_view resource,
    std::string_view name,
    std::string_view value,
    Deadline deadline) const
{
    auto done = run(
        Call{
            .tool = "crm_resource",
            .options =
                {cat("--resource=", resource),
                 "--meta",
                 cat("--set-parameter=", name),
                 cat("--parameter-value=", value)},
            .purpose = cat("set ", name, "=", value, " of the resource \"", resource, "\"")},
        deadline);
    return done ? Result<>{} : Result<>{std::move(done).error()};
}

Result<std::string> PacemakerTools::read_meta_attribute(
    std::string_view resource, std::string_view name, Deadline deadline) const
{
    return query(
        Call{
            .tool = "crm_resource",
            .options =
                {cat("--resource=", resource), "--meta", cat("--get-parameter=", name), "--quiet"},
            .purpose = cat("read ", name, " of the resource \"", resource, "\"")},
        deadline);
}

Result<> PacemakerTools::delete_meta_attribute(
    std::string_view resource, std::string_view name, Deadline deadline) const
{
    auto done = run(
        Call{
            .tool = "crm_resource",
            .options = {cat("--resource=", resource), "--meta", cat("--delete-parameter=", name)},
            .purpose = cat("delete ", name, " of the resource \"", resource, "\"")},
        deadline);
    return done ? Result<>{} : Result<>{std::move(done).error()};
}

Result<> PacemakerTools::put_constraint(std::string_view xml, Deadline deadline) const
{
    Call call{
        .tool = "cibadmin",
        .options = {"--replace", "--scope=constraints", cat("--xml-text=", xml)},
        .purpose = "write a constraint"};
    const auto output = execute(call, deadline);
    if (!output) {
        return output.error();
    }
    if (output->exit_status == 0) {
        return {};
    }
    if (output->exit_status != no_such_object) {
        return tool_error(call.purpose, call.tool, *output);
    }
    call.options.front() = "--create";
    auto done = run(call, deadline);
    return done ? Result<>{} : Result<>{std::move(done).error()};
}

Result<> PacemakerTools::delete_location(std::string_view id, Deadline deadline) const
{
    auto done = run(
        Call{
            .tool = "cibadmin",
            .options = {"--delete", cat("--xml-text=<rsc_location id=\"", id, "\"/>")},
            .purpose = cat("remove the constraint \"", id, "\"")},
        deadline);
    return done ? Result<>{} : Result<>{std::move(done).error()};
}

Result<> PacemakerTools::clean_up_resource(const Location& location, Deadline deadline) const
{
    return locate("cleanup", location, deadline);
}

// The controller of that node records the failed operation "asyncmon" with OCF's generic error and
// a reason of its own ("Simulated failure"); the tool offers no way to say a better one.
Result<> PacemakerTools::report_failure(
    std::string_view resource, std::string_view node, Deadline deadline) const
{
    auto done = run(
        Call{
            .tool = "crm_resource",
            .options = {"--fail", cat("--resource=", resource), cat("--node=", node)},
            .purpose = cat("report the failure of the resource \"", resource, "\" on ", node)},
        deadline);
    return done ? Result<>{} : Result<>{std::move(done).error()};
}

} // namespace mmm::cluster
