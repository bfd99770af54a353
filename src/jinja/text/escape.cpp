#include "jinja/text/escape.h"

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

// What a byte is written as: its characters from the lowest byte on, how many in the highest. So one store
// of eight bytes and one addition write any byte, whether it is escaped or not, without a branch.
constexpr std::size_t kWrittenMax = 5;
constexpr int kSizeShift = 56;

constexpr std::uint64_t written(std::string_view text) {
    std::uint64_t packed = std::uint64_t{text.size()} << kSizeShift;
    for (std::size_t i = 0; i < text.size(); ++i) {
        packed |= std::uint64_t{static_cast<unsigned char>(text[i])} << (8 * i);
    }
    return packed;
}

constexpr auto kWritten = [] {
    std::array<std::uint64_t, 256> table{};
    for (std::size_t c = 0; c < table.size(); ++c) table[c] = (std::uint64_t{1} << kSizeShift) | c;
    table['&'] = written("&amp;");
    table['<'] = written("&lt;");
    table['>'] = written("&gt;");
    table['\''] = written("&#39;");
    table['"'] = written("&#34;");
    return table;
}();

char* write_escaped(char c, char* to) {
    const std::uint64_t packed = kWritten[static_cast<unsigned char>(c)];
    std::memcpy(to, &packed, sizeof packed);
    return to + (packed >> kSizeShift);
}

bool has_special(const Block& block) {
    const auto special = (block == '&') | (block == '<') | (block == '>') | (block == '\'') | (block == '"');
    std::array<std::uint64_t, 2> halves;
    std::memcpy(halves.data(), &special, sizeof halves);
    return (halves[0] | halves[1]) != 0;
}

// The end of what it wrote, as above.
char* write_block(const char* from, char* to) {
    Block block;
    std::memcpy(&block, from, sizeof block);
    if (!has_special(block)) {
        std::memcpy(to, &block, sizeof block);
        return to + sizeof block;
    }
#pragma GCC unroll 16
    for (std::size_t i = 0; i < sizeof block; ++i) to = write_escaped(from[i], to);
    return to;
}

char* write_tail(std::string_view tail, char* to) {
#pragma GCC unroll 4
    for (const char c : tail) to = write_escaped(c, to);
    return to;
}

}  // namespace

// What is escaped gathers in a buffer, so that `out` grows by long pieces.
void append_escaped(std::string_view text, std::string& out) {
    std::array<char, 1024> buffer;
    const char* const full = buffer.data() + buffer.size() - sizeof(Block) * kWrittenMax - 8;
    char* end = buffer.data();
    const auto flush = [&] {
        out.append(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
        end = buffer.data();
    };
    for (; text.size() >= sizeof(Block); text.remove_prefix(sizeof(Block))) {
        if (end > full) flush();
        end = write_block(text.data(), end);
    }
    if (end > full) flush();
    end = write_tail(text, end);
    flush();
}

}  // namespace tidings::jinja
