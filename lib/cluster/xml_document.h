// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
// Reads XML from bytes that are not trusted: no document type, no entities of its own, no network,
// no file but the bytes given.
#pragma once

#include "lib/base/result.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct _xmlDoc;  // NOLINT(bugprone-reserved-identifier): libxml2's own tag
struct _xmlNode; // NOLINT(bugprone-reserved-identifier): libxml2's own tag

namespace mmm::cluster {

/// An element of a document, which must outlive it.
class XmlElement {
public:
    explicit XmlElement(const _xmlNode* node)
        : node_(node)
    {
    }

    [[nodiscard]] std::string_view name() const;
    [[nodiscard]] std::optional<std::string> attribute(const char* name) const;

    /// The attribute's value, or `otherwise` when it is missing.
    [[nodiscard]] std::string text(const char* name, std::string_view otherwise = {}) const;

    /// The attribute as one of Pacemaker's booleans, or `otherwise`.
    [[nodiscard]] bool flag(const char* name, bool otherwise = false) const;

    [[nodiscard]] std::vector<XmlElement> children() const;
    [[nodiscard]] std::vector<XmlElement> children(std::string_view name) const;

    /// The first child of that name.
    [[nodiscard]] std::optional<XmlElement> child(std::string_view name) const;

private:
    const _xmlNode* node_;
};

class XmlDocument {
public:
    /// Errors: malformed_input, with the line at which reading ended.
    static Result<XmlDocument> parse(std::string_view bytes);

    [[nodiscard]] XmlElement root() const;

private:
    struct Free {
        void operator()(_xmlDoc* document) const;
    };

    explicit XmlDocument(_xmlDoc* document)
        : document_(document)
    {
    }

    std::unique_ptr<_xmlDoc, Free> document_;
};

} // namespace mmm::cluster
