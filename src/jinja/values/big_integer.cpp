#include "jinja/values/big_integer.h"

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <iterator>
#include <limits>

#include <boost/multiprecision/cpp_int.hpp>

#include "jinja/failure.h"
#include "jinja/run/rendering.h"
#include "jinja/text/python_text.h"

namespace tidings::jinja {
namespace {

namespace mp = boost::multiprecision;

// Wide enough for a product, whose size is checked before it is kept. Has its words in itself.
constexpr unsigned kWideBits = 2 * kIntegerBits + 64;
using Wide = mp::number<mp::cpp_int_backend<kWideBits, kWideBits, mp::signed_magnitude, mp::unchecked, void>,
                        mp::et_off>;

Wide wide(std::span<const std::uint64_t> words, bool negative) {
    Wide result;
    mp::import_bits(result, words.begin(), words.end(), 64, false);
    return negative ? Wide(-result) : result;
}

Wide wide(const Value& integer) {
    if (!integer.is(Value::Type::big_integer)) return Wide(integer.as_integer());
    const BigInteger big = integer.as_big_integer();
    return wide(big.words, big.negative);
}

std::size_t bits(const Wide& value) {
    return value == 0 ? 0 : mp::msb(value < 0 ? Wide(-value) : value) + 1;
}

[[noreturn]] void too_large() {
    fail("LimitError", "an integer has more than " + std::to_string(kIntegerBits) + " bits");
}

[[noreturn]] void too_many_digits(const std::string& where) {
    value_error("Exceeds the limit (" + std::to_string(kIntegerDigits) +
                " digits) for integer string conversion" + where +
                "; use sys.set_int_max_str_digits() to increase the limit");
}

// The largest power of a base that leaves room in a word: numbers are written and read in parts of that size.
struct Chunk {
    std::uint64_t value = 1;
    std::size_t digits = 0;
};

Chunk largest_chunk(int base) {
    Chunk chunk;
    while (chunk.value < (std::uint64_t{1} << 57U)) {
        chunk.value *= static_cast<std::uint64_t>(base);
        ++chunk.digits;
    }
    return chunk;
}

// What multiplying or dividing integers of so many bits costs.
void charge_product(Rendering& rendering, std::size_t a_bits, std::size_t b_bits) {
    rendering.charge((a_bits / 64 + 1) * (b_bits / 512 + 1));
}

std::vector<std::uint64_t> words_of(const Wide& value) {
    std::vector<std::uint64_t> words;
    mp::export_bits(value < 0 ? Wide(-value) : value, std::back_inserter(words), 64, false);
    return words;
}

Value kept(Rendering& rendering, const Wide& value) {
    if (bits(value) > kIntegerBits) too_large();
    return integer_of(rendering, words_of(value), value < 0);
}

Wide product(const Wide& a, const Wide& b) {
    if (bits(a) + bits(b) > kIntegerBits + 1) too_large();
    return a * b;
}

Wide power(Wide base, std::uint64_t exponent) {
    Wide result = 1;
    for (; exponent > 0; exponent >>= 1U) {
        if ((exponent & 1U) != 0) result = product(result, base);
        if (exponent > 1) base = product(base, base);
    }
    return result;
}

Value raised(Rendering& rendering, const Value& base, const Value& exponent) {
    const Wide b = wide(base);
    const bool is_odd = (wide(exponent) & 1) != 0;
    if (b == 0 || b == 1)
        return Value::integer(wide(exponent) == 0 || b == 1 ? std::int64_t{1} : std::int64_t{0});
    if (b == -1) return Value::integer(is_odd ? std::int64_t{-1} : std::int64_t{1});
    if (exponent.is(Value::Type::big_integer)) too_large();
    const auto times = static_cast<std::uint64_t>(exponent.as_integer());
    if (times > kIntegerBits) too_large();  // of a base of two bits or more
    const std::size_t size = std::min(bits(b) * times, kIntegerBits);
    charge_product(rendering, size, size);
    return kept(rendering, power(b, times));
}

// Towards minus infinity, as Python has it.
Wide floored(const Wide& a, const Wide& b, Wide& rest) {
    Wide quotient;
    mp::divide_qr(a, b, quotient, rest);
    if (rest != 0 && (rest < 0) != (b < 0)) {
        rest += b;
        --quotient;
    }
    return quotient;
}

// The value of the words times two to `exponent`, rounded to even.
double rounded(const Wide& magnitude, std::int64_t exponent) {
    const auto size = static_cast<std::int64_t>(bits(magnitude));
    const std::int64_t shift = size - 64;
    if (shift <= 0)
        return std::ldexp(static_cast<double>(static_cast<std::uint64_t>(magnitude)),
                          static_cast<int>(exponent));
    auto top = static_cast<std::uint64_t>(Wide(magnitude >> static_cast<unsigned>(shift)));
    // What is cut off counts only where the rest lies exactly in the middle.
    if (mp::lsb(magnitude) < static_cast<std::size_t>(shift)) top |= 1U;
    return std::ldexp(static_cast<double>(top), static_cast<int>(shift + exponent));
}

Wide wide_of_real(double d) {
    int exponent = 0;
    const double fraction = std::frexp(std::fabs(d), &exponent);
    Wide result = static_cast<std::uint64_t>(std::ldexp(fraction, 64));
    if (exponent > 64) {
        result <<= static_cast<unsigned>(exponent - 64);
    } else {
        result >>= static_cast<unsigned>(64 - exponent);
    }
    return d < 0 ? Wide(-result) : result;
}

int sign(const Wide& a, const Wide& b) {
    return a == b ? 0 : a < b ? -1 : 1;
}

int compare_with_real(const BigInteger& big, double d) {
    const double near = nearest_real(big) * (big.negative ? -1 : 1);
    if (near != d) return near < d ? -1 : 1;
    return std::isinf(d) ? 0 : sign(wide(big.words, big.negative), wide_of_real(d));
}

}  // namespace

Value apply_big(Rendering& rendering, BinaryOp op, const Value& a, const Value& b) {
    charge_product(rendering, bit_length(a), bit_length(b));
    switch (op) {
        case BinaryOp::add:
            return kept(rendering, wide(a) + wide(b));
        case BinaryOp::subtract:
            return kept(rendering, wide(a) - wide(b));
        case BinaryOp::multiply:
            return kept(rendering, product(wide(a), wide(b)));
        case BinaryOp::power:
            return raised(rendering, a, b);
        default:
            break;
    }
    Wide rest;
    const Wide quotient = floored(wide(a), wide(b), rest);
    return kept(rendering, op == BinaryOp::modulo ? rest : quotient);
}

// The quotient is scaled so that it has 66 bits or more, of which the last says whether anything is left
// over.
double divide_exactly(Rendering& rendering, const Value& a, const Value& b) {
    charge_product(rendering, bit_length(a), bit_length(b));
    const Wide dividend = mp::abs(wide(a));
    const Wide divisor = mp::abs(wide(b));
    if (dividend == 0) return is_negative(b) ? -0.0 : 0.0;
    const auto shift =
        static_cast<std::int64_t>(bits(divisor)) - static_cast<std::int64_t>(bits(dividend)) + 66;
    Wide quotient;
    Wide rest;
    mp::divide_qr(shift > 0 ? Wide(dividend << static_cast<unsigned>(shift)) : dividend,
                  shift < 0 ? Wide(divisor << static_cast<unsigned>(-shift)) : divisor, quotient, rest);
    quotient <<= 1U;
    if (rest != 0) quotient |= 1U;
    const double result = rounded(quotient, -shift - 1);
    if (std::isinf(result)) fail("OverflowError", "integer division result too large for a float");
    return is_negative(a) != is_negative(b) ? -result : result;
}

// Integers past 64 bits are further from 0 than all others.
int compare_magnitudes(const Value& a, const Value& b) {
    if (!a.is(Value::Type::big_integer)) return -1;
    if (!b.is(Value::Type::big_integer)) return 1;
    const auto& left = a.as_big_integer().words;
    const auto& right = b.as_big_integer().words;
    if (left.size() != right.size()) return left.size() < right.size() ? -1 : 1;
    const auto [l, r] = std::mismatch(left.rbegin(), left.rend(), right.rbegin());
    return l == left.rend() ? 0 : *l < *r ? -1 : 1;
}

int compare_big(const Value& a, const Value& b) {
    if (a.is(Value::Type::real)) return -compare_big(b, a);
    if (!b.is(Value::Type::real)) {
        if (is_negative(a) != is_negative(b)) return is_negative(a) ? -1 : 1;
        return is_negative(a) ? compare_magnitudes(b, a) : compare_magnitudes(a, b);
    }
    if (a.is(Value::Type::big_integer)) return compare_with_real(a.as_big_integer(), b.as_real());
    return sign(wide(a), wide_of_real(b.as_real()));
}

double nearest_real(const BigInteger& big) {
    return rounded(wide(big.words, false), 0);
}

Value whole_part(Rendering& rendering, double d) {
    if (std::fabs(d) < 9.2e18) return Value::integer(static_cast<std::int64_t>(d));
    return kept(rendering, wide_of_real(d));
}

std::string integer_digits(Rendering& rendering, const Value& integer, int base) {
    if (!integer.is(Value::Type::big_integer)) {
        const auto i = static_cast<std::uint64_t>(integer.as_integer());
        std::array<char, 72> buffer{};
        const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(),
                                                is_negative(integer) ? 0 - i : i, base);
        return {buffer.data(), end};
    }
    charge_product(rendering, bit_length(integer), bit_length(integer));
    Wide left = mp::abs(wide(integer));
    const bool is_binary = std::has_single_bit(static_cast<unsigned>(base));
    const Chunk chunk = largest_chunk(base);
    std::string reversed;
    while (left != 0) {
        auto part = static_cast<std::uint64_t>(Wide(left % chunk.value));
        left /= chunk.value;
        for (std::size_t i = 0; i < chunk.digits && (left != 0 || part != 0); ++i) {
            reversed += "0123456789abcdefghijklmnopqrstuvwxyz"[part % static_cast<std::uint64_t>(base)];
            part /= static_cast<std::uint64_t>(base);
        }
        if (!is_binary && reversed.size() > kIntegerDigits) too_many_digits("");
    }
    return {reversed.rbegin(), reversed.rend()};
}

std::vector<std::uint64_t> words_of_digits(std::string_view digits, int base) {
    if (!std::has_single_bit(static_cast<unsigned>(base)) && digits.size() > kIntegerDigits) {
        too_many_digits(": value has " + std::to_string(digits.size()) + " digits");
    }
    const std::size_t step = largest_chunk(base).digits;
    Wide value = 0;
    while (!digits.empty()) {
        std::uint64_t part = 0;
        std::uint64_t unit = 1;
        for (const char c : digits.substr(0, step)) {
            const int digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
            part = part * static_cast<std::uint64_t>(base) + static_cast<std::uint64_t>(digit);
            unit *= static_cast<std::uint64_t>(base);
        }
        digits.remove_prefix(std::min(step, digits.size()));
        value = value * unit + part;
        if (bits(value) > kIntegerBits) too_large();
    }
    return words_of(value);
}

Value integer_of(Rendering& rendering, std::span<const std::uint64_t> words, bool negative) {
    constexpr std::uint64_t kMinimum = std::uint64_t{1} << 63U;
    const std::uint64_t low = words.empty() ? 0 : words[0];
    if (words.size() <= 1 && (low < kMinimum || (negative && low == kMinimum))) {
        return Value::integer(static_cast<std::int64_t>(negative ? 0 - low : low));
    }
    auto* const copy = rendering.arena().make_array<std::uint64_t>(words.size());
    std::copy(words.begin(), words.end(), copy);
    return Value::big_integer({{copy, words.size()}, negative});
}

bool is_negative(const Value& integer) {
    return integer.is(Value::Type::big_integer) ? integer.as_big_integer().negative
                                                : integer.as_integer() < 0;
}

std::int64_t clamped(const Value& integer) {
    if (!integer.is(Value::Type::big_integer)) return integer.as_integer();
    using Limits64 = std::numeric_limits<std::int64_t>;
    return is_negative(integer) ? Limits64::min() : Limits64::max();
}

std::size_t bit_length(const Value& integer) {
    if (integer.is(Value::Type::big_integer)) {
        const auto words = integer.as_big_integer().words;
        return (words.size() - 1) * 64 + static_cast<std::size_t>(std::bit_width(words.back()));
    }
    const auto i = static_cast<std::uint64_t>(integer.as_integer());
    return static_cast<std::size_t>(std::bit_width(is_negative(integer) ? 0 - i : i));
}

std::size_t bit_count(const Value& integer) {
    std::size_t count = 0;
    for (const std::uint64_t word : words_of(wide(integer)))
        count += static_cast<std::size_t>(std::popcount(word));
    return count;
}

Value power_of_ten(Rendering& rendering, std::size_t exponent) {
    return apply_big(rendering, BinaryOp::power, Value::integer(std::int64_t{10}), Value::integer(exponent));
}

}  // namespace tidings::jinja
