// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// A description as the commands of pcs and of crmsh.
#include "lib/base/cat.h"
#include "lib/model/cluster_description.h"

namespace mmm::model {

namespace {

bool is_plain(std::string_view text)
{
    constexpr std::string_view letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+./:,@%";
    return !text.empty() && text.find_first_not_of(letters) == std::string_view::npos;
}

/// For a shell, and for crmsh, which reads quotes as a shell does.
std::string quoted(std::string_view text)
{
    if (is_plain(text)) {
        return std::string(text);
    }
    if (text.find_first_of("\"\\$`!") == std::string_view::npos) {
        return cat("\"", text, "\"");
    }
    std::string out = "'";
    for (const char c : text) {
        out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    }
    return out + "'";
}

std::string words(const OrderedPairs& pairs)
{
    std::string text;
    for (const auto& [name, value] : pairs) {
        text += cat(" ", name, "=", quoted(value));
    }
    return text;
}

std::string pcs_resource(const ResourcePlan& plan)
{
    auto text = cat("pcs resource create ", plan.id, " ", plan.agent, words(plan.parameters));
    if (!plan.meta.empty()) {
        text += cat(" meta", words(plan.meta));
    }
    if (plan.clone.empty()) {
        return text + "\n";
    }
    // "promotable" is a word of its own in pcs, and makes a clone.
    auto meta = plan.clone_meta;
    const auto* promotable = find_pair(meta, "promotable");
    text += promotable != nullptr && *promotable == "true" ? " promotable" : " clone";
    std::erase_if(meta, [](const auto& pair) { return pair.first == "promotable"; });
    return cat(text, words(meta), "\n");
}

std::string pcs_expression(const ExpressionPlan& expression)
{
    const auto attribute = quoted(expression.attribute);
    return expression.value.empty()
               ? cat(expression.operation, " ", attribute)
               : cat(attribute, " ", expression.operation, " ", quoted(expression.value));
}

std::string joined(const LocationPlan& plan)
{
    std::vector<std::string> parts;
    for (const auto& expression : plan.expressions) {
        parts.push_back(pcs_expression(expression));
    }
    return join(parts, plan.all ? " and " : " or ");
}

/// pcs makes up ids; only those that programs look for are told to it.
bool has_id_of_ours(const LocationPlan& plan)
{
    return plan.id.starts_with("mmm-");
}

struct Pcs {
    std::string operator()(const ColocationPlan& plan) const
    {
        return cat(
            "pcs constraint colocation add ",
            plan.resource,
            " with ",
            plan.with_role == "Promoted" ? "promoted " : "",
            plan.with,
            " ",
            plan.score,
            "\n");
    }

    std::string operator()(const OrderPlan& plan) const
    {
        return cat(
            "pcs constraint order ",
            plan.first_action,
            " ",
            plan.first,
            " then ",
            plan.then_action,
            " ",
            plan.then,
            " symmetrical=",
            plan.symmetrical ? "true" : "false",
            "\n");
    }

    std::string operator()(const LocationPlan& plan) const
    {
        if (plan.expressions.empty()) {
            return cat(
                "pcs constraint location add ",
                plan.id,
                " ",
                plan.resource,
                " ",
                plan.node,
                " -- ",
                plan.score,
                "\n");
        }
        return cat(
            "pcs constraint location ",
            plan.resource,
            " rule",
            has_id_of_ours(plan) ? cat(" constraint-id=", plan.id) : "",
            plan.role.empty() ? "" : cat(" role=", plan.role),
            " score=",
            plan.score,
            " ",
            joined(plan),
            "\n");
    }
};

constexpr std::string_view continued = " \\\n    ";

std::string crmsh_resource(const ResourcePlan& plan)
{
    auto text = cat("primitive ", plan.id, " ", plan.agent);
    if (!plan.parameters.empty()) {
        text += cat(" params", words(plan.parameters));
    }
    if (!plan.meta.empty()) {
        text += cat(continued, "meta", words(plan.meta));
    }
    for (const auto& operation : plan.operations) {
        text +=
            cat(continued,
                "op ",
                operation.name,
                " timeout=",
                operation.timeout,
                " interval=",
                operation.interval,
                operation.role.empty() ? "" : cat(" role=", operation.role));
    }
    if (!plan.clone.empty()) {
        text += cat("\nclone ", plan.clone, " ", plan.id, " meta", words(plan.clone_meta));
    }
    return text + "\n";
}

std::string crmsh_score(std::string_view score)
{
    if (score == "INFINITY") {
        return "inf";
    }
    return score == "-INFINITY" ? "-inf" : std::string(score);
}

struct Crmsh {
    std::string operator()(const ColocationPlan& plan) const
    {
        return cat(
            "colocation ",
            plan.id,
            " ",
            crmsh_score(plan.score),
            ": ",
            plan.resource,
            " ",
            plan.with,
            plan.with_role.empty() ? "" : cat(":", plan.with_role),
            "\n");
    }

    std::string operator()(const OrderPlan& plan) const
    {
        return cat(
            "order ",
            plan.id,
            " Mandatory: ",
            plan.first,
            ":",
            plan.first_action,
            " ",
            plan.then,
            ":",
            plan.then_action,
            " symmetrical=",
            plan.symmetrical ? "true" : "false",
            "\n");
    }

    std::string operator()(const LocationPlan& plan) const
    {
        const auto score = crmsh_score(plan.score);
        if (plan.expressions.empty()) {
            return cat("location ", plan.id, " ", plan.resource, " ", score, ": ", plan.node, "\n");
        }
        return cat(
            "location ",
            plan.id,
            " ",
            plan.resource,
            " rule",
            plan.role.empty() ? "" : cat(" $role=", plan.role),
            " ",
            score,
            ": ",
            joined(plan),
            "\n");
    }
};

} // namespace

std::string pcs_commands(const ClusterDescription& description)
{
    std::string text;
    for (const auto& [name, value] : description.properties) {
        text += cat("pcs property set ", name, "=", quoted(value), "\n");
    }
    for (const auto& resource : description.resources) {
        text += pcs_resource(resource);
    }
    for (const auto& constraint : description.constraints) {
        text += std::visit(Pcs{}, constraint);
    }
    return text;
}

std::string crmsh_commands(const ClusterDescription& description)
{
    std::string text;
    for (const auto& [name, value] : description.properties) {
        text += cat("property ", name, "=", quoted(value), "\n");
    }
    for (const auto& resource : description.resources) {
        text += crmsh_resource(resource);
    }
    for (const auto& constraint : description.constraints) {
        text += std::visit(Crmsh{}, constraint);
    }
    return text;
}

} // namespace mmm::model
