#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace tidings::babel {

// What is costly to make and quick to use: at most `kMax` of them by a key, the one that was used longest ago
// making room. Not for several threads; each has its own, so that nobody waits.
template <class Made, std::size_t kMax>
class Cache {
public:
    // `make` returns a std::unique_ptr<Made>, or throws and leaves the cache as it was. The reference holds
    // until the next call.
    template <class Make>
    Made& get(std::string_view key, Make&& make) {
        const std::size_t hash = std::hash<std::string_view>{}(key);
        ++now_;
        Entry* oldest = entries_.data();
        for (Entry& entry : entries_) {
            if (entry.hash == hash && entry.made != nullptr && entry.key == key) {
                entry.used = now_;
                return *entry.made;
            }
            if (entry.used < oldest->used) oldest = &entry;
        }
        std::unique_ptr<Made> made = make();
        *oldest = {hash, now_, std::string(key), std::move(made)};
        return *oldest->made;
    }

private:
    struct Entry {
        std::size_t hash = 0;
        std::uint64_t used = 0;
        std::string key;
        std::unique_ptr<Made> made;
    };

    std::array<Entry, kMax> entries_;
    std::uint64_t now_ = 0;
};

// A key of several parts, each behind its size: templates choose them, and no two ways to cut a text into
// parts have one key.
template <class... Parts>
std::string_view cache_key(std::string& buffer, const Parts&... parts) {
    buffer.clear();
    const auto add = [&](std::string_view part) {
        const std::size_t size = part.size();
        buffer.append(reinterpret_cast<const char*>(&size), sizeof size).append(part);
    };
    (add(parts), ...);
    return buffer;
}

}  // namespace tidings::babel
