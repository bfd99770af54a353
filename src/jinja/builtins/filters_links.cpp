#include <algorithm>
#include <set>

#include "jinja/builtins/builtin.h"
#include "jinja/failure.h"
#include "jinja/run/lookup.h"
#include "jinja/run/rendering.h"
#include "jinja/text/escape.h"
#include "jinja/text/python_text.h"
#include "jinja/text/text_tools.h"
#include "jinja/text/unicode.h"
#include "jinja/text/url.h"
#include "jinja/values/compare.h"
#include "jinja/values/items.h"
#include "jinja/values/text.h"

namespace tidings::jinja {
namespace {

std::size_t count_of(std::string_view text, std::string_view part) {
    std::size_t count = 0;
    for (std::size_t at = 0; (at = text.find(part, at)) != std::string_view::npos; at += part.size()) ++count;
    return count;
}

// Takes one of the parts off the beginning, or the end.
bool strip_one(std::string_view& text, std::initializer_list<std::string_view> parts, bool at_end) {
    for (const std::string_view part : parts) {
        if (at_end ? !text.ends_with(part) : !text.starts_with(part)) continue;
        at_end ? text.remove_suffix(part.size()) : text.remove_prefix(part.size());
        return true;
    }
    return false;
}

// A word without the brackets before it and the punctuation behind it.
struct Word {
    std::string_view head;
    std::string_view middle;
    std::string_view tail;
};

Word split_word(std::string_view word) {
    std::string_view middle = word;
    while (strip_one(middle, {"(", "<", "&lt;"}, false)) {
    }
    const std::string_view head = word.substr(0, word.size() - middle.size());
    while (strip_one(middle, {")", ">", ".", ",", "&gt;"}, true)) {
    }
    std::size_t end = middle.size();
    const std::string_view rest = word.substr(head.size());
    // Brackets that are opened in the link are closed in it.
    constexpr std::pair<std::string_view, std::string_view> kBrackets[] = {
        {"(", ")"}, {"<", ">"}, {"&lt;", "&gt;"}};
    for (const auto& [open, close] : kBrackets) {
        const std::size_t opened = count_of(rest.substr(0, end), open);
        if (opened <= count_of(rest.substr(0, end), close)) continue;
        const std::size_t moved = std::min(opened, count_of(rest.substr(end), close));
        for (std::size_t i = 0; i < moved; ++i) end = rest.find(close, end) + close.size();
    }
    return {head, rest.substr(0, end), rest.substr(end)};
}

class Linker {
public:
    Linker(Rendering& rendering, const Bound& a) : rendering_(rendering) {
        if (!a[1].is_none()) limit_ = a[1];
        set_attribute("rel", rel_of(a[4], truth_or(rendering, a[2], false)));
        if (!a[3].is_missing() && !a[3].is_none()) set_attribute("target", to_text(rendering, a[3]));
        if (!a[5].is_missing() && !a[5].is_none()) read_schemes(a[5]);
    }

    std::string run(std::string_view text) {
        while (!text.empty()) {
            const std::string_view blanks = text.substr(0, text.size() - trim_left(text).size());
            out_ += blanks;
            text.remove_prefix(blanks.size());
            std::size_t end = 0;
            while (end < text.size() && !is_space(character_at(text, end).code))
                end += character_at(text, end).bytes;
            append_word(text.substr(0, end));
            text.remove_prefix(end);
            rendering_.check_text(out_.size());
        }
        return std::move(out_);
    }

private:
    std::string_view rel_of(const Value& rel, bool nofollow) {
        std::set<std::string_view> parts{"noopener"};
        if (nofollow) parts.insert("nofollow");
        if (!rel.is_missing() && truth(rendering_, rel)) {
            if (!rel.is_text())
                fail("AttributeError",
                     "'" + std::string(type_name(rel)) + "' object has no attribute 'split'");
            for (const std::string_view part : split_blanks(rendering_, to_text(rendering_, rel), -1, false))
                parts.insert(part);
        }
        std::string joined;
        for (const std::string_view part : parts) joined.append(joined.empty() ? "" : " ").append(part);
        return rendering_.arena().copy(joined);
    }

    void set_attribute(std::string_view name, std::string_view value) {
        if (value.empty()) return;
        attributes_.append(" ").append(name).append("=\"");
        append_escaped(value, attributes_);
        attributes_ += '"';
    }

    void read_schemes(const Value& schemes) {
        const Items items(rendering_, schemes);
        for (std::size_t i = 0; i < items.size(); ++i) {
            const Value scheme = items[i];
            if (!scheme.is_text()) {
                type_error("expected string or bytes-like object, got '" + std::string(type_name(scheme)) +
                           "'");
            }
            if (!is_scheme(scheme.as_text())) {
                fail("FilterArgumentError",
                     repr_text(scheme.as_text()) + " is not a valid URI scheme prefix.");
            }
            schemes_.push_back(scheme.as_text());
        }
    }

    void append_word(std::string_view text) {
        rendering_.charge(1 + text.size() / 16);
        const Word word = split_word(text);
        out_ += word.head;
        append_link(word.middle);
        out_ += word.tail;
    }

    void append_link(std::string_view text) {
        if (is_url(text)) {
            const bool has_scheme = text.starts_with("https://") || text.starts_with("http://");
            append_anchor(has_scheme ? "" : "https://", text, attributes_, shortened(text));
        } else if (text.starts_with("mailto:") && is_mail_address(text.substr(7))) {
            append_anchor("", text, "", std::string(text.substr(7)));
        } else if (text.find(':') == std::string_view::npos && !text.starts_with("www.") &&
                   is_mail_address(text)) {
            append_anchor("mailto:", text, "", std::string(text));
        } else {
            append_with_schemes(text);
        }
    }

    void append_with_schemes(std::string_view text) {
        rendering_.charge(schemes_.size() / 8);
        const auto found = std::find_if(schemes_.begin(), schemes_.end(), [&](std::string_view scheme) {
            return text != scheme && text.starts_with(scheme);
        });
        if (found == schemes_.end()) {
            out_ += text;
        } else {
            append_anchor("", text, attributes_, std::string(text));
        }
    }

    std::string shortened(std::string_view text) const {
        const Value size = Value::integer(count_characters(text));
        if (limit_.is_missing() || !compare(rendering_, CompareOp::gt, size, limit_))
            return std::string(text);
        const Value kept = slice(rendering_, Value::text(text), Value::none(), limit_, Value::none());
        return std::string(kept.as_text()) + "...";
    }

    void append_anchor(std::string_view prefix, std::string_view url, std::string_view attributes,
                       const std::string& shown) {
        out_.append("<a href=\"").append(prefix).append(url).append("\"");
        out_.append(attributes).append(">").append(shown).append("</a>");
    }

    Rendering& rendering_;
    Value limit_;  // of what is shown, in characters
    std::string attributes_;
    std::vector<std::string_view> schemes_;
    std::string out_;
};

Value urlize(Rendering& rendering, const Bound& a) {
    Linker linker(rendering, a);
    return rendering.text(linker.run(escape(rendering, a[0]).as_text()), rendering.autoescape());
}

constexpr Builtin kLinkFilters[] = {
    {.name = "urlize",
     .python_name = "do_urlize",
     .parameters = {"value", "trim_url_limit", "nofollow", "target", "rel", "extra_schemes"},
     .required = 1,
     .fixed = urlize,
     .hidden = "eval_ctx"},
};

}  // namespace

std::span<const Builtin> link_filters() {
    return kLinkFilters;
}

}  // namespace tidings::jinja
