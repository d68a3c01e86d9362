// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// The one place that writes XML: a CIB with some of its elements replaced.
#include "lib/base/cat.h"
#include "lib/cluster/cib_description.h"

#include <libxml/parser.h>
#include <libxml/tree.h>

#include <memory>
#include <set>

namespace mmm::cluster {

namespace {

constexpr int parse_options =
    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOBLANKS;

struct FreeDocument {
    void operator()(xmlDoc* document) const { xmlFreeDoc(document); }
};

using Document = std::unique_ptr<xmlDoc, FreeDocument>;

const xmlChar* xml(const std::string& text)
{
    return reinterpret_cast<const xmlChar*>(text.c_str());
}

std::string plain(const xmlChar* text)
{
    return text == nullptr ? std::string{} : std::string(reinterpret_cast<const char*>(text));
}

Document parse(std::string_view bytes)
{
    return Document(xmlReadMemory(
        bytes.data(), static_cast<int>(bytes.size()), nullptr, nullptr, parse_options));
}

std::string id_of(xmlNode* node)
{
    xmlChar* value = xmlGetNoNsProp(node, xml("id"));
    auto text = plain(value);
    xmlFree(value);
    return text;
}

xmlNode* child(xmlNode* parent, std::string_view name)
{
    for (auto* node = parent->children; node != nullptr; node = node->next) {
        if (node->type == XML_ELEMENT_NODE && plain(node->name) == name) {
            return node;
        }
    }
    return nullptr;
}

xmlNode* child_with_id(xmlNode* parent, std::string_view id)
{
    for (auto* node = parent->children; node != nullptr; node = node->next) {
        if (node->type == XML_ELEMENT_NODE && id_of(node) == id) {
            return node;
        }
    }
    return nullptr;
}

/// The child of that name, made when it is missing.
xmlNode* provide(xmlNode* parent, const std::string& name)
{
    auto* found = child(parent, name);
    return found != nullptr ? found : xmlNewChild(parent, nullptr, xml(name), nullptr);
}

/// A copy of the text's element that belongs to the document.
xmlNode* element_of(const std::string& text, xmlDoc* owner)
{
    const auto document = parse(text);
    return document ? xmlDocCopyNode(xmlDocGetRootElement(document.get()), owner, 1) : nullptr;
}

void remove(xmlNode* node)
{
    xmlUnlinkNode(node);
    xmlFreeNode(node);
}

void set_property(xmlNode* options, const std::string& name, const std::string& value)
{
    for (auto* set = options->children; set != nullptr; set = set->next) {
        for (auto* pair = set->children; pair != nullptr; pair = pair->next) {
            xmlChar* known =
                pair->type == XML_ELEMENT_NODE ? xmlGetNoNsProp(pair, xml("name")) : nullptr;
            const bool same = plain(known) == name;
            xmlFree(known);
            if (same) {
                xmlSetProp(pair, xml("value"), xml(value));
                return;
            }
        }
    }
    auto* set = child(options, "cluster_property_set");
    if (set == nullptr) {
        set = xmlNewChild(options, nullptr, xml("cluster_property_set"), nullptr);
        xmlSetProp(set, xml("id"), xml("cib-bootstrap-options"));
    }
    auto* pair = xmlNewChild(set, nullptr, xml("nvpair"), nullptr);
    xmlSetProp(pair, xml("id"), xml(cat("cib-bootstrap-options-", name)));
    xmlSetProp(pair, xml("name"), xml(name));
    xmlSetProp(pair, xml("value"), xml(value));
}

void put_resource(xmlNode* resources, const model::ResourcePlan& plan)
{
    auto* fresh = element_of(cib_element(plan), resources->doc);
    auto* now = child_with_id(resources, plan.outer_id());
    if (now != nullptr) {
        xmlAddNextSibling(now, fresh);
        remove(now);
    } else {
        xmlAddChild(resources, fresh);
    }
}

/// "resource_ref", "obj_ref": their id is that of what they refer to. So is an ACL's role.
bool refers(xmlNode* node)
{
    const auto name = plain(node->name);
    return name.ends_with("_ref") || name == "role";
}

/// The first id that stands twice; empty for none.
std::string id_twice(xmlNode* node, std::set<std::string>& seen)
{
    for (auto* element = node->children; element != nullptr; element = element->next) {
        if (element->type != XML_ELEMENT_NODE || refers(element)) {
            continue;
        }
        const auto id = id_of(element);
        if (!id.empty() && !seen.insert(id).second) {
            return id;
        }
        if (auto inner = id_twice(element, seen); !inner.empty()) {
            return inner;
        }
    }
    return {};
}

std::string text_of(xmlDoc* document)
{
    xmlChar* bytes = nullptr;
    int size = 0;
    xmlDocDumpFormatMemory(document, &bytes, &size, 1);
    auto text = plain(bytes);
    xmlFree(bytes);
    return text;
}

} // namespace

Result<std::string> change_cib(std::string_view bytes, const model::ClusterDifference& difference)
{
    const auto document = parse(bytes);
    auto* root = document ? xmlDocGetRootElement(document.get()) : nullptr;
    auto* configuration = root == nullptr ? nullptr : child(root, "configuration");
    if (configuration == nullptr) {
        return Error{Errc::malformed_input, "not the CIB of a cluster"};
    }
    for (const auto& [name, value] : difference.properties) {
        set_property(provide(configuration, "crm_config"), name, value);
    }
    auto* resources = provide(configuration, "resources");
    for (const auto& plan : difference.resources) {
        put_resource(resources, plan);
    }
    auto* constraints = provide(configuration, "constraints");
    for (const auto& id : difference.removed_constraints) {
        if (auto* node = child_with_id(constraints, id)) {
            remove(node);
        }
    }
    for (const auto& plan : difference.constraints) {
        xmlAddChild(constraints, element_of(cib_element(plan), document.get()));
    }
    std::set<std::string> seen;
    if (const auto twice = id_twice(configuration, seen); !twice.empty()) {
        return Error{
            Errc::conflict,
            cat("could not make the new configuration: the cluster uses the id \"",
                twice,
                "\" for something else; rename that")};
    }
    return text_of(document.get());
}

} // namespace mmm::cluster
