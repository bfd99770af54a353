#include "jinja/escape.h"

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

namespace tidings::jinja {
namespace {

static_assert(std::endian::native == std::endian::little);

// Sixteen bytes at once, by the vector extension that GCC and Clang share. Most of them have nothing to
// escape.
using Block = unsigned char __attribute__((vector_size(16)));

constexpr std::size_t kReferenceMax = 5;

struct Reference {
    std::array<char, 8> chars;  // one store of eight bytes copies it
    std::uint8_t size;
};

constexpr std::array<Reference, 6> kReferences{{{{}, 0},
                                                {{'&', 'a', 'm', 'p', ';'}, 5},
                                                {{'&', 'l', 't', ';'}, 4},
                                                {{'&', 'g', 't', ';'}, 4},
                                                {{'&', '#', '3', '9', ';'}, 5},
                                                {{'&', '#', '3', '4', ';'}, 5}}};

// Which reference a byte becomes; 0: it stays.
constexpr auto kReferenceOf = [] {
    std::array<std::uint8_t, 256> table{};
    table['&'] = 1;
    table['<'] = 2;
    table['>'] = 3;
    table['\''] = 4;
    table['"'] = 5;
    return table;
}();

// One bit set or more in each byte of the two halves that is to be escaped.
std::array<std::uint64_t, 2> specials_of(const Block& block) {
    const auto special = (block == '&') | (block == '<') | (block == '>') | (block == '\'') | (block == '"');
    std::array<std::uint64_t, 2> halves;
    std::memcpy(halves.data(), &special, sizeof halves);
    return halves;
}

char* write_reference(char c, char* to) {
    const Reference& written = kReferences[kReferenceOf[static_cast<unsigned char>(c)]];
    std::memcpy(to, written.chars.data(), written.chars.size());
    return to + written.size;
}

// Eight bytes, of which `specials` are to be escaped, written to `to`; returns the end of that. Reads and
// writes up to eight bytes more.
char* write_half(const char* from, std::uint64_t specials, char* to) {
    std::size_t done = 0;
    while (specials != 0) {
        const auto at = static_cast<std::size_t>(std::countr_zero(specials)) / 8;
        std::memcpy(to, from + done, 8);
        to = write_reference(from[at], to + (at - done));
        done = at + 1;
        specials &= ~(std::uint64_t{0xff} << (at * 8));
    }
    std::memcpy(to, from + done, 8);
    return to + (8 - done);
}

char* write_tail(std::string_view tail, char* to) {
    for (const char c : tail) {
        if (kReferenceOf[static_cast<unsigned char>(c)] == 0) {
            *to++ = c;
        } else {
            to = write_reference(c, to);
        }
    }
    return to;
}

}  // namespace

// What is escaped gathers in a buffer, so that `out` grows by long pieces.
void append_escaped(std::string_view text, std::string& out) {
    constexpr std::size_t kBlockMax = sizeof(Block) * kReferenceMax + 2 * sizeof(Reference::chars);
    std::array<char, 1024> buffer;
    const char* const full = buffer.data() + buffer.size() - 2 * kBlockMax;
    char* end = buffer.data();
    const char* from = text.data();
    const char* const last = from + text.size();
    for (; last - from >= static_cast<std::ptrdiff_t>(sizeof(Block) + 8); from += sizeof(Block)) {
        if (end > full) {
            out.append(buffer.data(), end);
            end = buffer.data();
        }
        Block block;
        std::memcpy(&block, from, sizeof block);
        const auto specials = specials_of(block);
        if ((specials[0] | specials[1]) != 0) {
            end = write_half(from + 8, specials[1], write_half(from, specials[0], end));
        } else {
            std::memcpy(end, &block, sizeof block);
            end += sizeof block;
        }
    }
    end = write_tail({from, last}, end);
    out.append(buffer.data(), end);
}

}  // namespace tidings::jinja
