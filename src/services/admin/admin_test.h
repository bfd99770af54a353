#pragma once

#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/admin/admin.h"
#include "services/notifier/notifier.h"
#include "services/records/command_record.h"
#include "services/records/event_record.h"
#include "services/records/profile_record.h"
#include "support/stage.h"

// For the tests of this room: an admin on the engine in memory, with a notifier that decides what it asks
// about.
namespace tidings::admin {

// What a request has come to; status 0: nothing yet.
struct Answer {
    int status = 0;
    http::Fields headers;
    std::string body;

    json::value json() const { return json::read(body).value(); }
    json::value at(std::string_view pointer) const {
        const auto whole = json();
        const auto* found = json::find(whole, pointer);
        return found ? *found : json::value("(absent)");
    }
    std::string text(std::string_view pointer) const {
        const auto found = at(pointer);
        return found.is_string() ? std::string(found.get_string()) : json::write(found);
    }
    std::string header(std::string_view name) const {
        const auto* found = http::find(headers, name);
        return found ? *found : "";
    }
    // The pointers of a problem's faults.
    std::vector<std::string> faults() const {
        std::vector<std::string> out;
        for (std::size_t i = 0; !at("/errors/" + std::to_string(i)).is_string(); ++i) {
            out.push_back(text("/errors/" + std::to_string(i) + "/pointer"));
        }
        return out;
    }
    // One member of each of a list's items.
    std::vector<std::string> each(std::string_view member, std::string_view list = "/items") const {
        std::vector<std::string> out;
        const auto whole = at(list);
        for (const auto& item : whole.as_array()) {
            const auto* found = json::member(item.as_object(), member);
            out.push_back(!found               ? "(absent)"
                          : found->is_string() ? std::string(found->get_string())
                                               : json::write(*found));
        }
        return out;
    }
};

class AdminTest : public ::testing::Test {
protected:
    explicit AdminTest(Options options = {}) : admin_(parts(), std::move(options), Random(2)) {
        admin_.add_routes(router_, access_);
    }

    Parts parts() {
        return {stage_.log, stage_.store, stage_.store, stage_.queue, stage_.clock, stage_.catalog};
    }

    // Hands a request over; it is answered in a step, if at all.
    void post(const std::string& method, std::string_view target, std::string body, http::Fields headers,
              http::Responder responder) {
        http::Request request;
        request.method = method;
        request.path = target.substr(0, target.find('?'));
        if (target.find('?') != std::string_view::npos) request.query = target.substr(target.find('?') + 1);
        request.body = std::move(body);
        request.headers = std::move(headers);
        router_(std::move(request), std::move(responder));
    }
    Answer ask(const std::string& method, std::string_view target, std::string body = "",
               http::Fields headers = {}) {
        Answer answer;
        post(method, target, std::move(body), std::move(headers), http::Responder::to([&](auto&& response) {
                 answer = {response.status, std::move(response.headers), std::move(response.body)};
             }));
        if (answer.status == 0) admin_.step().value();
        return answer;
    }
    Answer get(std::string_view target) { return ask("GET", target); }

    // All items of a list, over its pages of this length, by one member.
    std::vector<std::string> all(const std::string& target, std::string_view member, int limit) {
        std::vector<std::string> out;
        std::string cursor;
        const std::string more = target + (target.find('?') == std::string::npos ? "?" : "&");
        while (true) {
            const auto page = get(more + "limit=" + std::to_string(limit) + cursor);
            EXPECT_EQ(page.status, 200) << page.body;
            for (auto& text : page.each(member)) out.push_back(std::move(text));
            if (page.at("/next_cursor").is_null()) return out;
            cursor = "&cursor=" + page.text("/next_cursor");
        }
    }

    // Ann's order by e-mail alone, as the gateway would have written it.
    core::Event order(std::string id = "order-1") {
        return test::an_event([&](auto& e) {
            e.id = core::EventId(std::move(id));
            e.received_at = stage_.clock.now();
            e.channels = std::vector{core::Channel::email};
        });
    }
    void settle() {
        for (int i = 0; i < 100; ++i) {
            if (notifier_.step().value() == 0) return;
        }
        FAIL() << "it never came to rest";
    }
    // Has the event decided; the first of its notifications.
    core::Notification decide(const core::Event& event) {
        stage_.append(records::write_event(event));
        settle();
        const auto made = stage_.store.list({.event_id = event.id, .source = event.source}, {}).value().items;
        return made.empty() ? core::Notification{} : made.back();
    }
    core::Notification decide_later(std::string id) {
        auto event = order(std::move(id));
        event.send_at = stage_.clock.now() + std::chrono::hours{1};
        event.expires_at = stage_.clock.now() + std::chrono::hours{2};
        return decide(event);
    }
    // A worker takes all that is queued, and reports that outcome of each.
    void send(core::OutcomeKind kind = core::OutcomeKind::delivered) {
        const auto leased = stage_.take();
        for (const auto& l : leased) {
            auto outcome = test::an_outcome(kind);
            outcome.task = l.task.id;
            outcome.attempt = l.task.attempt;
            outcome.started_at = outcome.finished_at = stage_.clock.now();
            stage_.append(records::write_outcome(outcome));
        }
        stage_.queue.acknowledge(leased).value();
        settle();
    }
    core::Notification decide_and_fail(std::string id) {
        const auto n = decide(order(std::move(id)));
        send(core::OutcomeKind::rejected);
        return stage_.notification(n.id);
    }
    void change(records::ProfileChange::Kind kind, std::string_view profile, std::string user = "ann") {
        const auto written = records::write_profile_change({kind, core::UserId(std::move(user)),
                                                            to_micros(stage_.clock.now()) + ++changes_,
                                                            test::json_of(profile)});
        stage_.log.append(written).value();
        settle();
    }
    void put_user(std::string_view profile) { change(records::ProfileChange::Kind::put, profile); }

    std::vector<records::Command> commands() {
        std::vector<records::Command> out;
        for (const auto& record : stage_.read(core::Topic::commands)) {
            out.push_back(records::read_command(record).value());
        }
        return out;
    }

    test::Stage stage_;
    notifier::Notifier notifier_{
        {stage_.log, stage_.store, stage_.store, stage_.queue, stage_.clock, stage_.catalog},
        notifier::Options{},
        Random(1)};
    http::Router router_;
    web::Access access_{stage_.catalog, stage_.clock, {1'000, std::chrono::seconds{1}}};
    Admin admin_;
    int changes_ = 0;
};

}  // namespace tidings::admin
