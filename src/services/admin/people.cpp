#include "core/address.h"
#include "core/members.h"
#include "services/admin/admin.h"
#include "services/admin/query.h"
#include "services/admin/shapes.h"
#include "services/records/command_record.h"
#include "services/web/answers.h"

namespace tidings::admin {
namespace {

// The channel and address of a path, as the list has it, or the faults of it.
ports::Address address_in(const http::Request& request, core::Faults& faults) {
    const auto channel = core::parse_channel(request.path_value("channel"));
    if (!channel) faults.push_back({"channel", "must be one of email, sms, push"});
    const std::string& address = request.path_value("address");
    std::optional<std::string> fault;
    if (channel == core::Channel::email) fault = core::email_fault(address);
    if (channel == core::Channel::sms) fault = core::phone_fault(address);
    if (channel == core::Channel::push) fault = core::push_token_fault(address);
    if (fault) faults.push_back({"address", *fault});
    const auto known = channel.value_or(core::Channel::email);
    return {known, core::suppression_form(known, address)};
}

http::Response not_listed() {
    return http::problem(404, "the address is not on the list");
}

}  // namespace

http::Response Admin::get_user(const http::Request& request) {
    const core::UserId user(request.path_value("id"));
    const auto found = parts_.store.recipients(std::span(&user, 1));
    if (!found) return web::answer_to(found.error());
    const auto recipient = found->find(user);
    if (recipient == found->end() || recipient->second.erased) {
        return http::problem(404, "there is no profile of this user");
    }
    json::value v = recipient->second.to_json();
    return web::json_answer(200, v);
}

http::Response Admin::list_suppressions(const http::Request& request) {
    core::Faults faults;
    Query query(request, faults);
    const auto page = query.page();
    query.finish();
    if (!faults.empty()) return web::refused(faults);
    const auto listed = parts_.queries.suppressions(page);
    return listed ? web::json_answer(200, list_json(*listed)) : no_page(listed.error());
}

http::Response Admin::get_suppression(const http::Request& request) {
    core::Faults faults;
    const auto address = address_in(request, faults);
    if (!faults.empty()) return web::refused(faults);
    const auto found = parts_.queries.suppression(address);
    if (!found) return web::answer_to(found.error());
    return *found ? web::json_answer(200, to_json(**found)) : not_listed();
}

// On the list at once; what waits for the address is taken back by the notifier.
http::Response Admin::put_suppression(const http::Request& request) {
    core::Faults faults;
    const auto [channel, address] = address_in(request, faults);
    std::string reason = "by hand";
    if (!request.body.empty()) {
        const auto body = web::read_body(request);
        if (!body) return body.error();
        core::Members members(*body, "", faults);
        reason = members.text("reason").value_or(reason);
        members.finish();
    }
    if (!faults.empty()) return web::refused(faults);
    const ports::Suppression suppression{channel, address, reason, parts_.clock.now()};
    ports::Changes changes;
    changes.suppressions.push_back({suppression, false});
    if (const auto committed = parts_.store.commit(changes); !committed)
        return web::answer_to(committed.error());
    const auto command = records::write_command(records::Suppress{channel, address, reason, true});
    if (const auto told = parts_.log.append(std::span(&command, 1)); !told)
        return web::answer_to(told.error());
    return web::json_answer(200, to_json(suppression));
}

http::Response Admin::delete_suppression(const http::Request& request) {
    core::Faults faults;
    const auto address = address_in(request, faults);
    if (!faults.empty()) return web::refused(faults);
    const auto found = parts_.queries.suppression(address);
    if (!found) return web::answer_to(found.error());
    if (!*found) return not_listed();
    ports::Changes changes;
    changes.suppressions.push_back({.suppression = **found, .lift = true});
    if (const auto committed = parts_.store.commit(changes); !committed)
        return web::answer_to(committed.error());
    return {204, {}, {}};
}

}  // namespace tidings::admin
