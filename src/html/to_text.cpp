#include "html/to_text.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/ascii.h"
#include "html/entities.h"
#include "html/tags.h"
#include "html/text_writer.h"

namespace tidings::html {
namespace {

constexpr std::size_t kListsMax = 100;  // nested; deeper ones are part of the last

template <std::size_t count>
bool is_one_of(std::string_view name, const std::array<std::string_view, count>& names) {
    return std::ranges::find(names, name) != names.end();
}

constexpr std::array<std::string_view, 16> kBlocks{"p",    "h1",       "h2",     "h3",    "h4",         "h5",
                                                   "h6",   "ul",       "ol",     "table", "blockquote", "pre",
                                                   "form", "fieldset", "figure", "dl"};
constexpr std::array<std::string_view, 21> kLines{
    "div",        "tr",     "li",    "dt",    "dd",      "section", "article",
    "header",     "footer", "main",  "nav",   "aside",   "address", "center",
    "figcaption", "thead",  "tbody", "tfoot", "caption", "body",    "option"};
constexpr std::array<std::string_view, 12> kVoid{"br",   "hr",   "img", "input", "meta",   "link",
                                                 "area", "base", "col", "embed", "source", "wbr"};

bool is_hidden(std::string_view attributes) {
    if (attribute(attributes, "hidden")) return true;
    const auto style = attribute(attributes, "style");
    if (!style) return false;
    std::string plain = to_lower(*style);
    std::erase_if(plain, [](char c) { return c == ' ' || c == '\n' || c == '\t'; });
    return plain.find("display:none") != std::string::npos ||
           plain.find("visibility:hidden") != std::string::npos;
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \n");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \n") - first + 1);
}

// Where a link leads that a person could follow.
std::string address_of(std::string_view attributes) {
    const auto href = attribute(attributes, "href");
    if (!href) return {};
    std::string address(trimmed(decoded(*href)));
    const std::string small = to_lower(address.substr(0, 11));
    if (small.starts_with('#') || small.starts_with("javascript:") || small.starts_with("data:")) return {};
    if (small.starts_with("mailto:")) return address.substr(7);
    return small.starts_with("tel:") ? address.substr(4) : address;
}

// Whether a link's text says where it leads: the address, with or without its scheme.
bool says(std::string_view text, std::string_view address) {
    for (const std::string_view scheme : {"https://", "http://"}) {
        if (address.starts_with(scheme) && !text.starts_with(scheme)) address.remove_prefix(scheme.size());
    }
    if (address.ends_with('/') && !text.ends_with('/')) address.remove_suffix(1);
    return text == address;
}

class Converter {
public:
    explicit Converter(std::string_view source) : tags_(source) {}

    std::string run() {
        while (const auto piece = tags_.next()) {
            if (!hidden_.empty()) {
                look_for_end_of_hidden(*piece);
            } else if (piece->kind == Piece::Kind::text) {
                write(decoded(piece->text));
            } else if (piece->kind == Piece::Kind::open) {
                open(*piece);
            } else {
                close(piece->name);
            }
        }
        end_link();
        return out_.finish();
    }

private:
    struct List {
        bool ordered = false;
        std::size_t items = 0;
        bool in_item = false;
    };

    void write(std::string_view text) {
        if (pre_ > 0) {
            out_.preformatted(text);
        } else {
            out_.text(text);
        }
    }

    void look_for_end_of_hidden(const Piece& piece) {
        if (piece.name != hidden_) return;
        hidden_depth_ += piece.kind == Piece::Kind::open ? 1 : -1;
        if (hidden_depth_ == 0) hidden_.clear();
    }

    void open(const Piece& tag) {
        const std::string& name = tag.name;
        if (is_hidden(tag.attributes)) {
            if (!is_one_of(name, kVoid)) {
                hidden_ = name;
                hidden_depth_ = 1;
            }
            return;
        }
        if (name == "a") return begin_link(tag.attributes);
        if (name == "br") return out_.line_break();
        if (name == "hr") return rule();
        if (name == "img") return image(tag.attributes);
        separate(name);
        if (name == "ul" || name == "ol") begin_list(name == "ol");
        if (name == "li") begin_item();
        if (name == "blockquote") begin_quotation();
        if (name == "pre") ++pre_;
    }

    void close(const std::string& name) {
        if (name == "a") return end_link();
        if (name == "li") end_item();
        if (name == "blockquote") end_quotation();
        if (name == "ul" || name == "ol") end_list();
        if (name == "pre" && pre_ > 0) --pre_;
        separate(name);
    }

    void separate(const std::string& name) {
        if (is_one_of(name, kBlocks)) {
            const bool inner_list = (name == "ul" || name == "ol") && !lists_.empty();
            if (inner_list) {
                out_.end_line();
            } else {
                out_.end_block();
            }
        } else if (is_one_of(name, kLines)) {
            out_.end_line();
        } else if (name == "td" || name == "th") {
            out_.end_cell();
        }
    }

    void rule() {
        out_.end_block();
        out_.text("----------");
        out_.end_block();
    }

    void image(std::string_view attributes) {
        if (const auto alt = attribute(attributes, "alt")) out_.text(decoded(*alt));
    }

    void begin_link(std::string_view attributes) {
        end_link();
        link_ = address_of(attributes);
        link_begin_ = out_.mark();
    }

    void end_link() {
        if (link_.empty()) return;
        const std::string address = std::move(link_);
        link_.clear();
        const auto text = trimmed(out_.since(link_begin_));
        if (says(text, address)) return;
        out_.text(text.empty() ? address : " (" + address + ")");
    }

    void begin_quotation() {
        ++quotations_;
        out_.indent("> ");
    }

    void end_quotation() {
        if (quotations_ == 0) return;
        --quotations_;
        out_.end_line();
        out_.outdent();
    }

    void begin_list(bool ordered) {
        if (lists_.size() < kListsMax) lists_.push_back({ordered});
    }

    void end_list() {
        if (lists_.empty()) return;
        end_item();
        lists_.pop_back();
    }

    void begin_item() {
        if (lists_.empty()) return;
        end_item();
        List& list = lists_.back();
        ++list.items;
        list.in_item = true;
        const std::string marker = list.ordered ? std::to_string(list.items) + ". " : "- ";
        out_.indent(std::string(marker.size(), ' '), marker);
    }

    void end_item() {
        if (lists_.empty() || !lists_.back().in_item) return;
        out_.end_line();
        lists_.back().in_item = false;
        out_.outdent();
    }

    Tags tags_;
    TextWriter out_;
    std::vector<List> lists_;
    std::string hidden_;  // the element whose inside is left out; empty: none
    int hidden_depth_ = 0;
    int pre_ = 0;
    std::size_t quotations_ = 0;
    std::string link_;
    std::size_t link_begin_ = 0;
};

}  // namespace

std::string to_text(std::string_view source) {
    return Converter(source).run();
}

}  // namespace tidings::html
