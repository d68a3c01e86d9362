// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/cluster/xml_document.h"

#include "lib/base/cat.h"
#include "lib/base/text.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlerror.h>

namespace mmm::cluster {

namespace {

/// Status of a cluster with hundreds of resources is well below 1 MB.
constexpr std::size_t size_limit = 16U << 20U;

std::string_view view(const xmlChar* text)
{
    // xmlChar is libxml2's name for a byte of UTF-8.
    return text == nullptr ? std::string_view{}
                           : std::string_view{reinterpret_cast<const char*>(text)};
}

const xmlChar* xml_text(const char* text)
{
    return reinterpret_cast<const xmlChar*>(text);
}

Error fault(xmlParserCtxtPtr context)
{
    const auto* error = xmlCtxtGetLastError(context);
    if (error == nullptr || error->message == nullptr) {
        return Error{Errc::malformed_input, "not XML"};
    }
    return Error{
        Errc::malformed_input,
        cat("not XML: line ", error->line, ": ", trim(std::string_view(error->message)))};
}

struct FreeContext {
    void operator()(xmlParserCtxtPtr context) const { xmlFreeParserCtxt(context); }
};

} // namespace

void XmlDocument::Free::operator()(_xmlDoc* document) const
{
    xmlFreeDoc(document);
}

Result<XmlDocument> XmlDocument::parse(std::string_view bytes)
{
    if (bytes.size() >= size_limit) {
        return Error{
            Errc::malformed_input, cat("more XML than can be read (", bytes.size(), " bytes)")};
    }
    // Pacemaker never writes one, and entities can only be declared there. The characters cannot
    // stand in an attribute value, where "<" is written as "&lt;".
    if (bytes.find("<!DOCTYPE") != std::string_view::npos) {
        return Error{Errc::malformed_input, "XML with a document type is not accepted"};
    }
    const std::unique_ptr<xmlParserCtxt, FreeContext> context(xmlNewParserCtxt());
    if (!context) {
        return Error{Errc::internal, "could not make an XML parser"};
    }
    auto* document = xmlCtxtReadMemory(
        context.get(),
        bytes.data(),
        static_cast<int>(bytes.size()),
        nullptr,
        nullptr,
        XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOBLANKS);
    if (document == nullptr) {
        return fault(context.get());
    }
    return XmlDocument(document);
}

XmlElement XmlDocument::root() const
{
    return XmlElement(xmlDocGetRootElement(document_.get()));
}

std::string_view XmlElement::name() const
{
    return view(node_->name);
}

std::optional<std::string> XmlElement::attribute(const char* name) const
{
    xmlChar* value = xmlGetNoNsProp(node_, xml_text(name));
    if (value == nullptr) {
        return std::nullopt;
    }
    std::string text(view(value));
    xmlFree(value);
    return text;
}

std::string XmlElement::text(const char* name, std::string_view otherwise) const
{
    return attribute(name).value_or(std::string(otherwise));
}

bool XmlElement::flag(const char* name, bool otherwise) const
{
    const auto value = attribute(name);
    return value ? parse_boolean(*value).value_or(otherwise) : otherwise;
}

std::vector<XmlElement> XmlElement::children() const
{
    std::vector<XmlElement> found;
    for (const auto* child = node_->children; child != nullptr; child = child->next) {
        if (child->type == XML_ELEMENT_NODE) {
            found.emplace_back(child);
        }
    }
    return found;
}

std::vector<XmlElement> XmlElement::children(std::string_view name) const
{
    auto found = children();
    std::erase_if(found, [name](const XmlElement& child) { return child.name() != name; });
    return found;
}

std::optional<XmlElement> XmlElement::child(std::string_view name) const
{
    const auto found = children(name);
    return found.empty() ? std::nullopt : std::optional(found.front());
}

} // namespace mmm::cluster
