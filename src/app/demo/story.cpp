#include "app/demo/story.h"

#include <chrono>
#include <thread>

#include <fmt/format.h>

#include "app/commands/client.h"

namespace tidings::app {

namespace {

constexpr auto kBetweenLooks = std::chrono::milliseconds{20};

}  // namespace

void Story::begin_act(std::string_view title) {
    has_table_ = false;
    seen_.clear();
    out_ << '\n' << style_.bold(fmt::format("{}. {}", ++acts_, title)) << '\n' << std::flush;
}

void Story::say(std::string_view text) {
    out_ << "   " << text << '\n' << std::flush;
}

bool Story::check(bool happened, std::string_view what) {
    ++checks_;
    if (!happened) ++failures_;
    out_ << "   " << (happened ? style_.green("✓") : style_.red("✗")) << ' ' << what << '\n' << std::flush;
    return happened;
}

void Story::fail(const Error& error) {
    check(false, error.message);
}

void Story::note(const json::value& notification) {
    std::string& state = seen_[cell(notification, "id")];
    if (state == cell(notification, "state")) return;
    state = cell(notification, "state");
    add_row(notification);
}

void Story::add_row(const json::value& notification) {
    constexpr std::string_view kRow = "{:<16} {:<8} {:<9} {}{}";
    if (!has_table_) {
        say(style_.bold(fmt::format(kRow, "event", "channel", "priority", "state", "")));
        has_table_ = true;
    }
    const std::string reason = cell(notification, "reason");
    say(fmt::format(kRow, printable(cell(notification, "type")), printable(cell(notification, "channel")),
                    printable(cell(notification, "priority")),
                    style_.state(printable(cell(notification, "state"))),
                    reason == "ok" ? "" : " (" + printable(reason) + ')'));
}

Result<json::value> Story::await(const std::string& path,
                                 const std::function<bool(const json::value&)>& is_so,
                                 const std::function<void(const json::value&)>& look) {
    const auto deadline = std::chrono::steady_clock::now() + patience_;
    while (true) {
        Result<json::value> answer = client_.get(path);
        if (!answer && answer.error().code != Errc::not_found) return answer;
        if (answer) {
            if (look) look(*answer);
            if (is_so(*answer)) return answer;
        }
        if (std::chrono::steady_clock::now() >= deadline) {
            return unavailable("waited in vain; the last answer was " +
                               (answer ? printable(json::write(*answer)) : answer.error().message));
        }
        std::this_thread::sleep_for(kBetweenLooks);
    }
}

Result<json::value> Story::await_notification(const std::string& id,
                                              const std::function<bool(const json::value&)>& is_so) {
    return await(path_of({"notifications", id}), is_so, [this](const json::value& n) { note(n); });
}

Result<json::array> Story::await_notifications(const std::string& query_name, const std::string& query_value,
                                               std::size_t count,
                                               const std::function<bool(const json::value&)>& is_so) {
    const auto look = [this](const json::value& list) {
        for (const json::value& n : items_of(list)) note(n);
    };
    const auto all_are = [&](const json::value& list) {
        const json::array& items = items_of(list);
        return items.size() == count && std::ranges::all_of(items, is_so);
    };
    const Result<json::value> list =
        await(path_of({"notifications"}, {{query_name, query_value}}), all_are, look);
    if (!list) return list.error();
    return items_of(*list);
}

Result<std::string> Story::send(std::string_view type, std::string_view name, json::object data,
                                std::vector<std::string> channels) {
    json::object event{{"type", type}, {"user", user(name)}, {"data", std::move(data)}};
    if (!channels.empty()) event["channels"] = json::array(channels.begin(), channels.end());
    const auto deadline = std::chrono::steady_clock::now() + patience_;
    while (true) {
        const Result<json::value> accepted = client_.ask("POST", path_of({"events"}), event);
        if (accepted) return cell(*accepted, "id");
        const bool may_pass = accepted.error().code == Errc::invalid;
        if (!may_pass || std::chrono::steady_clock::now() >= deadline) return accepted.error();
        std::this_thread::sleep_for(kBetweenLooks);
    }
}

Result<> Story::put_user(std::string_view name, json::object profile) {
    const Result<json::value> done = client_.ask("PUT", path_of({"users", user(name)}), profile);
    if (!done) return done.error();
    return {};
}

Result<> Story::set_clock(Time to) {
    const Result<json::value> done =
        client_.ask("POST", path_of({"test", "clock"}), json::object{{"set", format_rfc3339(to)}});
    if (!done) return done.error();
    return {};
}

}  // namespace tidings::app
