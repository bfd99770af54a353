#include "services/gateway/gateway.h"

#include "services/gateway/unsubscribe_page.h"
#include "services/intake/submission.h"
#include "services/records/event_record.h"
#include "services/records/profile_record.h"
#include "services/web/answers.h"

namespace tidings::gateway {
namespace {

// What a merge patch would make of a profile that has everything: nulls take members away, and half a span of
// quiet hours changes the one there is. So a patch is held to the rules of profiles without knowing whose it
// is.
json::value as_profile(const json::value& patch) {
    json::value profile = json::object{};
    const auto* o = patch.if_object();
    const auto* quiet = o ? json::member(*o, "quiet_hours") : nullptr;
    if (quiet && quiet->is_object()) {
        profile = json::object{{"quiet_hours", json::object{{"from", "00:00"}, {"to", "00:00"}}}};
    }
    json::merge_patch(profile, patch);
    return profile;
}

}  // namespace

Gateway::Gateway(ports::EventLog& log, const ports::Clock& clock, catalog::CatalogView& catalog,
                 web::UnsubscribeTokens tokens, std::function<std::int64_t()> lag, Options options,
                 Random random, Metrics& metrics)
    : log_(log),
      clock_(clock),
      catalog_(catalog),
      tokens_(std::move(tokens)),
      lag_(std::move(lag)),
      options_(std::move(options)),
      random_(random),
      metrics_(metrics),
      inbox_(options_.waiting_max),
      last_stamp_(to_micros(options_.stamped_until)) {}

void Gateway::add_routes(http::Router& router, web::Access& access) {
    add(router, access, "POST", "/v1/events", &Gateway::post_events);
    add(router, access, "PUT", "/v1/users/{id}", &Gateway::put_user);
    add(router, access, "PATCH", "/v1/users/{id}", &Gateway::patch_user);
    add(router, access, "DELETE", "/v1/users/{id}", &Gateway::delete_user);
    // Whoever has the link may use it: the token is the proof.
    access.add_open(router, "GET", "/v1/unsubscribe/{token}", inbox_,
                    [this](web::Visit&& visit) { serve(std::move(visit), &Gateway::get_unsubscribe); });
    access.add_open(router, "POST", "/v1/unsubscribe/{token}", inbox_,
                    [this](web::Visit&& visit) { serve(std::move(visit), &Gateway::post_unsubscribe); });
}

void Gateway::add(http::Router& router, web::Access& access, std::string method, std::string_view pattern,
                  Handle handle) {
    access.add(router, std::move(method), pattern, web::Scope::send, inbox_,
               [this, handle](web::Visit&& visit) {
                   if (auto fault = web::refused_query(visit.request))
                       return visit.responder.answer(std::move(*fault));
                   serve(std::move(visit), handle);
               });
}

Result<std::size_t> Gateway::step() {
    auto visits = inbox_.take(options_.batch_max);
    if (visits.empty()) return std::size_t{0};
    if (const auto refreshed = catalog_.refresh(); !refreshed) {
        for (auto& visit : visits) visit.responder.answer(web::answer_to(refreshed.error()));
        return refreshed.error();
    }
    current_ = catalog_.current();
    for (auto& visit : visits) {
        const auto* handle = visit.handle;
        (*handle)(std::move(visit));
        if (bytes_ >= options_.append_bytes) append();
    }
    append();
    return visits.size();
}

void Gateway::append() {
    if (!records_.empty()) {
        const auto appended = log_.append(records_);
        if (!appended) {
            for (auto& w : waiting_) w.answer = web::answer_to(appended.error());
        } else {
            metrics_
                .counter("tidings_accepted_total", "Records accepted: events for one recipient, and changes.")
                .add(static_cast<double>(records_.size()));
        }
    }
    records_.clear();
    bytes_ = 0;
    for (auto& w : waiting_) w.responder.answer(std::move(w.answer));
    waiting_.clear();
}

void Gateway::serve(web::Visit&& visit, Handle handle) {
    Outcome outcome = (this->*handle)(visit);
    if (outcome.records.empty()) return visit.responder.answer(std::move(outcome.answer));
    for (auto& record : outcome.records) {
        bytes_ += record.value.size();
        records_.push_back(std::move(record));
    }
    waiting_.push_back({std::move(visit.responder), std::move(outcome.answer)});
}

Gateway::Outcome Gateway::post_events(const web::Visit& visit) {
    if (lag_() > options_.lag_max) {
        return {{}, web::overloaded("more events wait to be decided than is good; try again later")};
    }
    const intake::Reading reading{*current_, event_time(), visit.key_name, random_, options_.admin_url};
    auto submission = intake::read_submission(visit.request, reading);
    if (!submission) return {{}, submission.error()};
    Outcome outcome{{}, std::move(submission->answer)};
    for (const auto& event : submission->events) {
        const auto* type = current_->type(event.type);
        outcome.records.push_back(records::write_event(event));
        outcome.records.back().topic = records::topic_for(event.priority.value_or(type->type.priority));
    }
    return outcome;
}

Gateway::Outcome Gateway::put_user(const web::Visit& visit) {
    return change_profile(visit, false);
}

Gateway::Outcome Gateway::patch_user(const web::Visit& visit) {
    return change_profile(visit, true);
}

Gateway::Outcome Gateway::change_profile(const web::Visit& visit, bool patch) {
    const core::UserId user(visit.request.path_value("id"));
    auto body = web::read_body(visit.request);
    if (!body) return {{}, body.error()};
    core::Faults faults;
    if (auto fault = core::name_fault(user.str())) faults.push_back({"", "the user in the path " + *fault});
    core::Recipient::from_json(user, patch ? as_profile(*body) : *body, faults);
    if (!faults.empty()) return {{}, web::refused(faults)};
    using Kind = records::ProfileChange::Kind;
    return {records::write_profile_change({patch ? Kind::patch : Kind::put, user, next_version(), *body}),
            web::json_answer(202, json::object{{"id", user.str()}})};
}

Gateway::Outcome Gateway::delete_user(const web::Visit& visit) {
    const core::UserId user(visit.request.path_value("id"));
    if (auto fault = core::name_fault(user.str()))
        return {{}, web::refused({{"", "the user in the path " + *fault}})};
    return {records::write_profile_change(
                {records::ProfileChange::Kind::erase, user, next_version(), json::value()}),
            web::json_answer(202, json::object{{"id", user.str()}})};
}

Gateway::Outcome Gateway::get_unsubscribe(const web::Visit& visit) {
    const auto meant = tokens_.read(visit.request.path_value("token"));
    return {{}, meant ? unsubscribe_page(meant->category, false) : broken_link_page()};
}

Gateway::Outcome Gateway::post_unsubscribe(const web::Visit& visit) {
    const auto meant = tokens_.read(visit.request.path_value("token"));
    if (!meant) return {{}, broken_link_page()};
    json::object off{{"categories", json::object{{meant->category, false}}}};
    return {records::write_profile_change(
                {records::ProfileChange::Kind::patch, meant->user, next_version(), std::move(off)}),
            unsubscribe_page(meant->category, true)};
}

// Events and changes are in one order by their stamps, also where the clock stands still or goes back: a
// change is above all that came before it, an event not below.
Time Gateway::event_time() {
    last_stamp_ = std::max(last_stamp_, to_micros(clock_.now()));
    return from_micros(last_stamp_);
}

std::int64_t Gateway::next_version() {
    last_stamp_ = std::max(last_stamp_ + 1, to_micros(clock_.now()));
    return last_stamp_;
}

}  // namespace tidings::gateway
