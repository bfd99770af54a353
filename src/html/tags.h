#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tidings::html {

// A piece of a source: a text as it stands, or a tag.
struct Piece {
    enum class Kind : unsigned char { text, open, close };
    Kind kind = Kind::text;
    std::string_view text;        // of a text; undecoded
    std::string name;             // of a tag, in small letters
    std::string_view attributes;  // of an opening tag: what stands behind the name
};

// Takes a source apart, in one pass. Comments, declarations and what is inside of scripts, styles and the
// like are left out.
class Tags {
public:
    explicit Tags(std::string_view source) : source_(source) {}

    std::optional<Piece> next();

private:
    std::optional<Piece> tag();
    void skip_markup(std::string_view end);
    void skip_raw(std::string_view name);

    std::string_view source_;
    std::size_t at_ = 0;
};

// The value of an attribute, undecoded; empty where it has none. Nothing: it is not there.
std::optional<std::string_view> attribute(std::string_view attributes, std::string_view name);

}  // namespace tidings::html
