#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "jinja/syntax/expr.h"
#include "jinja/values/value.h"

namespace tidings::jinja {

// Integers past 64 bits. Everything here takes integers and bools of any size, and gives a plain integer
// where the result fits. The words of what they give live in the rendering's arena.

// The most that one may have; past it is a LimitError.
inline constexpr std::size_t kIntegerBits = 16384;
// The most digits that are written or read, as in Python: past them is a ValueError. Not for bases that are
// powers of two.
inline constexpr std::size_t kIntegerDigits = 4300;

// What `op` gives, but for true division and negative exponents, whose result is a float.
Value apply_big(Rendering& rendering, BinaryOp op, const Value& a, const Value& b);

// The quotient, rounded once. Fails with an OverflowError where no float is that large.
double divide_exactly(Rendering& rendering, const Value& a, const Value& b);

// -1, 0 or 1, also beside a float, which is no nan.
int compare_big(const Value& a, const Value& b);

// The nearest float; infinite where none is that large.
double nearest_real(const BigInteger& big);

// What stands before the point. Not for infinities and nan.
Value whole_part(Rendering& rendering, double d);

// The digits of the magnitude, for the bases 2 to 36.
std::string integer_digits(Rendering& rendering, const Value& integer, int base);

// The number that the digits stand for; they are some, and right for the base. The words are those of
// BigInteger::words; fails with a ValueError past kIntegerDigits.
std::vector<std::uint64_t> words_of_digits(std::string_view digits, int base);
Value integer_of(Rendering& rendering, std::span<const std::uint64_t> words, bool negative);

bool is_negative(const Value& integer);
// The nearest of 64 bits, for places in a sequence, which are cut to its ends anyway.
std::int64_t clamped(const Value& integer);
std::size_t bit_length(const Value& integer);
std::size_t bit_count(const Value& integer);
// Ten to that power.
Value power_of_ten(Rendering& rendering, std::size_t exponent);

}  // namespace tidings::jinja
