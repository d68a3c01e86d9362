// SPDX-FileCopyrightText: mmm-ha contributors
// SPDX-License-Identifier: GPL-2.0-or-later
#include "lib/base/cat.h"
#include "lib/base/text.h"
#include "lib/config/mmm_config_file.h"

#include <optional>

namespace mmm::config {

namespace {

using model::MmmSection;

bool is_name(std::string_view text)
{
    constexpr std::string_view letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    return !text.empty() && text.find_first_not_of(letters) == std::string_view::npos;
}

using model::shown;

/// "<host db1>", "<check mysql/>" or "</host>".
struct Tag {
    std::string_view word;
    std::string_view name;
    bool closing = false;
    bool empty = false;
};

std::optional<Tag> parse_tag(std::string_view line)
{
    if (line.size() < 3 || line.front() != '<' || line.back() != '>') {
        return std::nullopt;
    }
    auto inner = line.substr(1, line.size() - 2);
    Tag tag;
    if (inner.front() == '/') {
        tag.closing = true;
        tag.word = trim(inner.substr(1));
        return is_name(tag.word) ? std::optional(tag) : std::nullopt;
    }
    if (inner.back() == '/') {
        tag.empty = true;
        inner.remove_suffix(1);
    }
    inner = trim(inner);
    const auto blank = std::min(inner.find_first_of(blanks), inner.size());
    tag.word = inner.substr(0, blank);
    tag.name = trim(inner.substr(blank));
    return is_name(tag.word) && (tag.name.empty() || is_name(tag.name)) ? std::optional(tag)
                                                                        : std::nullopt;
}

class Parser {
public:
    Parser(const std::string& file, const MmmInclude& include, MmmFileContents& into)
        : file_(file)
        , include_(include)
        , into_(into)
    {
    }

    void parse(std::string_view text)
    {
        while (!text.empty() && !ended_) {
            const auto end = std::min(text.find('\n'), text.size());
            ++line_;
            read_line(trim(text.substr(0, end)));
            text.remove_prefix(std::min(end + 1, text.size()));
        }
        if (in_section_ && !ended_) {
            into_.warnings.push_back(
                cat("the section that begins on line ",
                    opened_,
                    " of '",
                    file_,
                    "' is not closed; all that follows was taken for a part of it"));
        }
    }

private:
    [[nodiscard]] std::string place() const { return cat("in '", file_, "' on line ", line_, "!"); }

    void wrong_line()
    {
        into_.errors.push_back(
            cat("Invalid config line in file '", file_, "' on line ", line_, "!"));
    }

    void read_line(std::string_view line)
    {
        if (line.empty() || line.front() == '#') {
            return;
        }
        if (line.front() == '<') {
            read_tag(line);
        } else {
            read_directive(line);
        }
    }

    void read_tag(std::string_view line)
    {
        const auto tag = parse_tag(line);
        if (!tag) {
            wrong_line();
        } else if (tag->closing) {
            close();
        } else if (in_section_) {
            into_.errors.push_back(cat("Invalid section ", shown(tag->word), " ", place()));
            nested_ += tag->empty ? 0 : 1;
        } else {
            open(*tag);
        }
    }

    void close()
    {
        if (nested_ > 0) {
            --nested_;
        } else if (in_section_) {
            in_section_ = false;
        } else {
            // MMM stops reading here without a word.
            ended_ = true;
            into_.warnings.push_back(
                cat("what follows line ",
                    line_,
                    " of '",
                    file_,
                    "' is ignored, as MMM did: the end of a section that none had begun"));
        }
    }

    void open(const Tag& tag)
    {
        const auto* kind = model::find_mmm_section(tag.word);
        known_ = kind != nullptr && kind->named == !tag.name.empty();
        if (kind == nullptr) {
            into_.errors.push_back(cat("Invalid section ", shown(tag.word), " ", place()));
        } else if (!known_) {
            const auto* fault = kind->named ? "No section name specified for named section "
                                            : "Section name specified for unique section ";
            into_.errors.push_back(cat(fault, kind->word, " ", place()));
        } else {
            section_ = kind->section;
            name_ = std::string(tag.name);
            add({}, {});
        }
        in_section_ = !tag.empty;
        opened_ = line_;
    }

    void read_directive(std::string_view line)
    {
        const auto end = std::min(line.find_first_of(blanks), line.size());
        const auto name = line.substr(0, end);
        const auto value = trim(line.substr(end));
        if (!is_name(name) || value.empty()) {
            wrong_line();
        } else if (!in_section_ && name == "include") {
            include_(value, file_, line_, into_);
        } else if (!in_section_ && model::find_mmm_section(name) != nullptr) {
            into_.errors.push_back(
                cat("'", name, "' should be a section instead of a variable ", place()));
        } else if (in_section_ && (!known_ || nested_ > 0)) {
            return; // its section has been told already
        } else if (
            model::find_mmm_directive(in_section_ ? section_ : MmmSection::top, name) == nullptr) {
            into_.errors.push_back(cat("Unknown variable ", shown(name), " ", place()));
        } else {
            add(name, value);
        }
    }

    void add(std::string_view directive, std::string_view value)
    {
        const bool top = !in_section_ && !directive.empty();
        into_.assignments.push_back(
            {.section = top ? MmmSection::top : section_,
             .section_name = top ? std::string{} : name_,
             .directive = std::string(directive),
             .value = std::string(value),
             .file = file_,
             .line = line_});
    }

    const std::string& file_;
    const MmmInclude& include_;
    MmmFileContents& into_;
    int line_ = 0;
    int opened_ = 0; ///< line of the section's beginning
    int nested_ = 0; ///< sections inside the section, which MMM does not know
    bool in_section_ = false;
    bool known_ = true; ///< the section may be there
    bool ended_ = false;
    MmmSection section_ = MmmSection::top;
    std::string name_;
};

} // namespace

void parse_mmm_config(
    std::string_view text,
    const std::string& file,
    const MmmInclude& include,
    MmmFileContents& into)
{
    Parser(file, include, into).parse(text);
}

} // namespace mmm::config
