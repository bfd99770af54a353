#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"

namespace tidings::providers {

// One setting of a provider, as its help shows it.
struct SettingInfo {
    std::string_view key;       // what follows `<name>.`
    std::string_view fallback;  // the text in force where none is given
    std::string_view meaning;
    bool secret = false;
    bool required = false;
};

// What was given below `<name>.`, as text. Every value is kept as a secret, because here nobody
// needs to show one.
class Settings {
public:
    Settings() = default;
    Settings(std::initializer_list<std::pair<const std::string, std::string>> values);

    void set(std::string key, std::string value);
    const std::map<std::string, Secret, std::less<>>& values() const { return values_; }

private:
    std::map<std::string, Secret, std::less<>> values_;
};

// Reads settings by their table and gathers every fault, so that all can be told at once. A key that the
// table lacks is a fault, as is a required one without a value. A faulty value reads as its fallback.
//
// Threads: one.
class SettingsReader {
public:
    SettingsReader(std::string_view provider, std::span<const SettingInfo> known, const Settings& given);

    // Each names a key of the table; any other is a bug (assertion).
    std::string text(std::string_view key);
    Secret secret(std::string_view key);
    std::int64_t number(std::string_view key, std::int64_t least, std::int64_t most);
    Duration duration(std::string_view key, Duration least, Duration most);
    std::string choice(std::string_view key, std::initializer_list<std::string_view> words);

    // Adds a fault that the caller found: "smtp.from must be an e-mail address".
    void fault(std::string_view key, std::string_view what);

    // Nothing, or all faults in one message.
    Result<> finish() const;

private:
    const SettingInfo& info(std::string_view key) const;

    std::string provider_;
    std::span<const SettingInfo> known_;
    const Settings& given_;
    std::string faults_;
};

}  // namespace tidings::providers
