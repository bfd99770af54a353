#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tidings::adapters::sqlite {

// Small lists inside one column: numbers of 7 bits a byte, texts behind their length.
class Writer {
public:
    Writer& number(std::uint64_t value);
    Writer& text(std::string_view value);
    const std::string& bytes() const { return bytes_; }

private:
    std::string bytes_;
};

// Reads the same in the same order. Past the end, or in something else than a Writer's bytes, it gives zeros
// and empty texts.
class Reader {
public:
    explicit Reader(std::string_view bytes) : rest_(bytes) {}

    std::uint64_t number();
    std::string_view text();
    bool at_end() const { return rest_.empty(); }

private:
    std::string_view rest_;
};

}  // namespace tidings::adapters::sqlite
