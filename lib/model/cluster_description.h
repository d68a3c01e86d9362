// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// What a cluster's configuration shall say, as plain values: resources, constraints, properties.
// The commands of pcs and crmsh and the XML of the CIB are three ways of writing it. Pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace mmm::model {

/// Names and values in the order in which they are written.
using OrderedPairs = std::vector<std::pair<std::string, std::string>>;

/// nullptr when there is none of that name.
const std::string* find_pair(const OrderedPairs& pairs, std::string_view name);
void set_pair(OrderedPairs& pairs, std::string_view name, std::string value);

struct OperationPlan {
    std::string name;
    std::string interval;
    std::string timeout;
    std::string role = {};

    bool operator==(const OperationPlan&) const = default;
};

/// A primitive, and the clone around it if there is one.
struct ResourcePlan {
    std::string id;
    std::string agent; ///< "ocf:mmm:mysql"
    OrderedPairs parameters = {};
    OrderedPairs meta = {};
    std::vector<OperationPlan> operations = {};
    std::string clone = {}; ///< id of the clone; empty for none
    OrderedPairs clone_meta = {};

    /// It says more than this can tell (a template, utilization), and must not be rewritten.
    bool opaque = false;

    /// The id that constraints name.
    [[nodiscard]] const std::string& outer_id() const { return clone.empty() ? id : clone; }
};

struct ColocationPlan {
    std::string id;
    std::string resource;
    std::string with;
    std::string with_role; ///< "Promoted", or empty
    std::string score = "INFINITY";
};

/// Mandatory, in one direction only unless symmetrical.
struct OrderPlan {
    std::string id;
    std::string first;
    std::string first_action;
    std::string then;
    std::string then_action;
    bool symmetrical = false;
};

struct ExpressionPlan {
    std::string attribute;
    std::string operation;  ///< "eq", "ne", "defined", "not_defined"
    std::string value = {}; ///< empty for the last two
};

/// A location constraint for one node, or by a rule about node attributes when `expressions` has
/// some.
struct LocationPlan {
    std::string id;
    std::string resource;
    std::string score;
    std::string node = {};
    std::string role = {}; ///< "Promoted", or empty
    bool all = true;       ///< all expressions must hold, or any
    std::vector<ExpressionPlan> expressions = {};
    /// It says more than this can tell (dates, rules within rules), so it equals no other one.
    bool opaque = false;
};

using ConstraintPlan = std::variant<ColocationPlan, OrderPlan, LocationPlan>;

struct ClusterDescription {
    OrderedPairs properties;
    std::vector<ResourcePlan> resources;
    std::vector<ConstraintPlan> constraints;
};

const std::string& constraint_id(const ConstraintPlan& constraint);

/// The resource that the constraint is about; of an order the one that is to wait.
const std::string& constrained_resource(const ConstraintPlan& constraint);

/// What the constraint says, in one line and without its id, so that two constraints of the same
/// meaning have the same text.
std::string describe(const ConstraintPlan& constraint);

/// Shell commands, one a line, that a cluster without these resources is configured with.
std::string pcs_commands(const ClusterDescription& description);

/// Lines for "crm configure".
std::string crmsh_commands(const ClusterDescription& description);

/// The elements of the CIB: of one resource or constraint, and of them all as a configuration
/// section.
std::string cib_element(const ResourcePlan& resource);
std::string cib_element(const ConstraintPlan& constraint);
std::string cib_configuration(const ClusterDescription& description);

} // namespace mmm::model
