#include "base/hash.h"

#include <cerrno>
#include <memory>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sys/random.h>

#include "base/assert.h"

namespace tidings {
namespace {

struct FreeContext {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

// Fetched once: OpenSSL 3 takes locks and compares names at every fetch, which costs more than a short hash.
const EVP_MD* sha256_algorithm() {
    static EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    TIDINGS_ASSERT(algorithm != nullptr);
    return algorithm;
}

// Only a lack of memory or a broken OpenSSL makes these calls fail; neither can be handled here.
EVP_MD_CTX* start() {
    thread_local const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
    TIDINGS_ASSERT(EVP_DigestInit_ex(context.get(), sha256_algorithm(), nullptr) == 1);
    return context.get();
}

void add(EVP_MD_CTX* context, const void* data, std::size_t size) {
    TIDINGS_ASSERT(EVP_DigestUpdate(context, data, size) == 1);
}

Sha256 finish(EVP_MD_CTX* context) {
    Sha256 digest{};
    TIDINGS_ASSERT(EVP_DigestFinal_ex(context, digest.data(), nullptr) == 1);
    return digest;
}

}  // namespace

Sha256 sha256(std::string_view text) {
    EVP_MD_CTX* context = start();
    add(context, text.data(), text.size());
    return finish(context);
}

Sha256 sha256_of(std::initializer_list<std::string_view> parts) {
    EVP_MD_CTX* context = start();
    for (const std::string_view part : parts) {
        std::array<std::uint8_t, 8> length{};
        for (std::size_t i = 0; i < length.size(); ++i) {
            length[i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(part.size()) >> (56 - 8 * i));
        }
        add(context, length.data(), length.size());
        add(context, part.data(), part.size());
    }
    return finish(context);
}

std::string to_hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        const auto byte = static_cast<std::uint8_t>(c);
        text += digits[byte >> 4U];
        text += digits[byte & 0x0FU];
    }
    return text;
}

Sha256 hmac_sha256(std::string_view key, std::string_view text) {
    Sha256 mac{};
    const auto* made =
        HMAC(sha256_algorithm(), key.data(), static_cast<int>(key.size()),
             reinterpret_cast<const unsigned char*>(text.data()), text.size(), mac.data(), nullptr);
    TIDINGS_ASSERT(made != nullptr);
    return mac;
}

std::optional<std::string> from_hex(std::string_view digits) {
    constexpr std::string_view alphabet = "0123456789abcdef";
    if (digits.size() % 2 != 0) return std::nullopt;
    std::string bytes;
    bytes.reserve(digits.size() / 2);
    for (std::size_t i = 0; i < digits.size(); i += 2) {
        const auto high = alphabet.find(digits[i]);
        const auto low = alphabet.find(digits[i + 1]);
        if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
        bytes += static_cast<char>(high * 16 + low);
    }
    return bytes;
}

std::string random_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    std::size_t filled = 0;
    while (filled < count) {
        const ssize_t got = getrandom(bytes.data() + filled, count - filled, 0);
        if (got < 0) {
            TIDINGS_ASSERT(errno == EINTR);
            continue;
        }
        filled += static_cast<std::size_t>(got);
    }
    return bytes;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string base64_encode(std::string_view bytes) {
    TIDINGS_ASSERT(bytes.size() < 0x40000000);
    std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');  // OpenSSL ends it with a NUL
    const int length =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                        reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(length));
    return text;
}

namespace {

constexpr auto kBase64Digits = [] {
    std::array<bool, 256> is_digit{};
    for (const char c :
         std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")) {
        is_digit[static_cast<std::uint8_t>(c)] = true;
    }
    return is_digit;
}();

}  // namespace

std::optional<std::string> base64_decode(std::string_view text) {
    if (text.size() % 4 != 0 || text.size() > 0x40000000) return std::nullopt;
    if (text.empty()) return std::string();
    const std::size_t padding = text.ends_with("==") ? 2 : (text.ends_with('=') ? 1 : 0);
    // OpenSSL passes over blanks and line ends, which would stand for nothing here.
    for (const char c : text.substr(0, text.size() - padding)) {
        if (!kBase64Digits[static_cast<std::uint8_t>(c)]) return std::nullopt;
    }
    std::string bytes(text.size() / 4 * 3, '\0');
    const int length =
        EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                        reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
    if (length < 0) return std::nullopt;
    bytes.resize(static_cast<std::size_t>(length) - padding);
    return bytes;
}

}  // namespace tidings
