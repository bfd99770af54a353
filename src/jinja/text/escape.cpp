#include "jinja/text/escape.h"

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace tidings::jinja {
namespace {

static_assert(std::endian::native == std::endian::little);

// Sixteen bytes at once, by the vector extension that GCC and Clang share.
using Block = unsigned char __attribute__((vector_size(16)));
constexpr std::size_t kBlock = sizeof(Block);

// What a byte is written as: its characters from the lowest byte on, how many in the highest. So one store
// of eight bytes and one addition write any byte, whether it is escaped or not, without a branch.
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

char* write_byte(char c, char* to) {
    const std::uint64_t packed = kWritten[static_cast<unsigned char>(c)];
    std::memcpy(to, &packed, sizeof packed);
    return to + (packed >> kSizeShift);
}

// A bit for each byte of a comparison's result, the first one lowest.
std::uint32_t bits_of(const Block& matches) {
#ifdef __SSE2__
    return static_cast<std::uint32_t>(_mm_movemask_epi8(std::bit_cast<__m128i>(matches)));
#else
    const auto halves = std::bit_cast<std::array<std::uint64_t, 2> >(matches);
    const auto gather = [](std::uint64_t half) {
        return static_cast<std::uint32_t>(((half & 0x8040201008040201U) * 0x0101010101010101U) >> 56U);
    };
    return gather(halves[0]) | (gather(halves[1]) << 8U);
#endif
}

// Where the block has something to escape. & and ' differ in one bit, as < and > do.
std::uint32_t specials_of(const char* from) {
    Block block;
    std::memcpy(&block, from, kBlock);
    return bits_of(std::bit_cast<Block>(((block | 1) == '\'') | ((block | 2) == '>') | (block == '"')));
}

// What stands between two of those is copied by the block, however short it is; so the text goes on for
// another block behind this one.
char* write_block(const char* from, std::uint32_t specials, char* to) {
    const char* const end = from + kBlock;
    for (const char* const start = from; specials != 0; specials &= specials - 1) {
        const char* const special = start + static_cast<std::uint32_t>(std::countr_zero(specials));
        std::memcpy(to, from, kBlock);
        to = write_byte(*special, to + (special - from));
        from = special + 1;
    }
    std::memcpy(to, from, kBlock);
    return to + (end - from);
}

char* write_bytes(std::string_view text, char* to) {
#pragma GCC unroll 4
    for (const char c : text) to = write_byte(c, to);
    return to;
}

}  // namespace

char* write_escaped(std::string_view text, char* to) {
    for (; text.size() >= kBlock; text.remove_prefix(kBlock)) {
        const std::uint32_t specials = specials_of(text.data());
        if (specials == 0) {
            std::memcpy(to, text.data(), kBlock);
            to += kBlock;
        } else if (text.size() >= 2 * kBlock) {
            to = write_block(text.data(), specials, to);
        } else {
            break;
        }
    }
    return write_bytes(text, to);
}

void append_escaped(std::string_view text, std::string& out) {
    constexpr std::size_t kPiece = 256;
    std::array<char, escaped_room(kPiece)> buffer;
    while (!text.empty()) {
        const std::string_view piece = text.substr(0, kPiece);
        const char* const end = write_escaped(piece, buffer.data());
        out.append(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
        text.remove_prefix(piece.size());
    }
}

}  // namespace tidings::jinja
