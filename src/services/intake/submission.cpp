#include "services/intake/submission.h"

#include "http/target.h"
#include "services/intake/cloud_event.h"
#include "services/intake/short_form.h"
#include "services/web/answers.h"

namespace tidings::intake {
namespace {

using Refusal = http::Response;

enum class Form { short_form, structured, binary, batch };

Refusal too_many_copies() {
    return http::problem(413,
                         "the data comes to more than 32 MiB, once for each of its recipients; name fewer of "
                         "them at a time");
}

Refusal unsupported() {
    return http::problem(415,
                         "the body must be JSON: application/json, application/cloudevents+json or "
                         "application/cloudevents-batch+json, said in Content-Type");
}

bool has_cloud_event_headers(const http::Request& request) {
    for (const auto& [name, value] : request.headers) {
        if (name.starts_with("ce-")) return true;
    }
    return false;
}

boost::system::result<Form, Refusal> form_of(const http::Request& request) {
    const auto* type = request.header("content-type");
    if (!type || request.header_count("content-type") > 1 || !web::is_json(*type)) return unsupported();
    const std::string lower = http::to_lower(*type);
    if (lower.starts_with("application/cloudevents-batch")) return Form::batch;
    if (lower.starts_with("application/cloudevents")) return Form::structured;
    return has_cloud_event_headers(request) ? Form::binary : Form::short_form;
}

// The ids of a batch have their places behind the key: "-999".
constexpr std::size_t kBatchKeyMax = core::kNameMax - 4;

// The key's text: the quotes of a structured field's string are off, bare tokens are taken as they are.
std::string idempotency_key(const http::Request& request, core::Faults& faults) {
    const auto* header = request.header("idempotency-key");
    if (!header) return {};
    std::string_view text = *header;
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
    if (auto fault = core::name_fault(text)) faults.push_back({"", "the header Idempotency-Key " + *fault});
    if (request.header_count("idempotency-key") > 1) {
        faults.push_back({"", "the header Idempotency-Key must not come twice"});
    }
    return std::string(text);
}

json::object answer_for(const Said& said) {
    json::object answer{{"id", said.event.id.str()}, {"source", said.event.source.str()}};
    if (said.many) answer["users"] = said.users.size();
    return answer;
}

std::string location_of(const core::Event& event, std::string_view admin_url) {
    std::string location = std::string(admin_url) + "/v1/events/" + http::percent_encode(event.id.str());
    if (event.source.str() != "local") location += "?source=" + http::percent_encode(event.source.str());
    return location;
}

bool is_hex(std::string_view text) {
    return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// W3C Trace Context, version 00: "00-<32 digits>-<16 digits>-<2 digits>". What is none is left out, as the
// standard asks for.
bool is_traceparent(std::string_view text) {
    return text.size() == 55 && text.starts_with("00-") && text[35] == '-' && text[52] == '-' &&
           is_hex(text.substr(3, 32)) && is_hex(text.substr(36, 16)) && is_hex(text.substr(53));
}

void split_by_user(const Said& said, std::vector<core::Event>& out) {
    for (const auto& user : said.users) {
        out.push_back(said.event);
        out.back().user = user;
        out.back().recipients = static_cast<std::int32_t>(said.users.size());
    }
}

class Reader {
public:
    Reader(const http::Request& request, const Reading& reading) : request_(request), reading_(reading) {}

    boost::system::result<Submission, Refusal> read() {
        const auto form = form_of(request_);
        if (!form) return form.error();
        auto body = web::read_body(request_);
        if (!body) return body.error();
        key_ = idempotency_key(request_, faults_);
        const bool many = *form == Form::batch || (*form == Form::short_form && body->is_array());
        if (many && key_.size() > kBatchKeyMax && key_.size() <= core::kNameMax) {
            faults_.push_back({"", "the header Idempotency-Key must be at most 252 bytes long for a batch"});
        }
        const bool read_all = many ? read_batch(*form, *body) : read_one(*form, *body, "");
        if (!read_all) return unsupported();
        if (!faults_.empty()) return web::refused(faults_);
        if (copied_bytes() > kCopiesMax) return too_many_copies();
        return many ? batch_submission() : single_submission();
    }

private:
    bool read_batch(Form form, const json::value& body) {
        const auto* array = body.if_array();
        if (!array) {
            faults_.push_back({"", "must be an array of events"});
            return true;
        }
        if (array->size() > kBatchMax) {
            faults_.push_back({"", "must have at most 1000 events"});
            return true;
        }
        const Form each = form == Form::batch ? Form::structured : Form::short_form;
        for (std::size_t i = 0; i < array->size(); ++i) {
            if (!read_one(each, (*array)[i], "/" + std::to_string(i))) return false;
        }
        std::size_t recipients = 0;
        for (const auto& said : said_) recipients += said.users.size();
        if (recipients > kRecipientsMax) faults_.push_back({"", "must have at most 10000 recipients in all"});
        return true;
    }

    // False: the data is not JSON.
    bool read_one(Form form, const json::value& v, const std::string& pointer) {
        boost::system::result<Said, NotJsonData> said = NotJsonData{};
        if (form == Form::short_form)
            said = read_short_form(v, reading_, pointer, faults_);
        else if (form == Form::structured)
            said = read_structured(v, reading_, pointer, faults_);
        else
            said = read_binary(request_, v, reading_, faults_);
        if (!said) return false;
        name_event(*said, pointer);
        said_.push_back(std::move(*said));
        return true;
    }

    void name_event(Said& said, const std::string& pointer) {
        std::string& trace = said.event.traceparent;
        const auto* header = request_.header("traceparent");
        if (trace.empty() && header) trace = *header;
        if (!is_traceparent(trace)) trace.clear();
        if (!said.event.id.empty()) return;
        if (key_.empty()) {
            said.event.id = core::EventId(Uuid::random(reading_.now, reading_.random).str());
        } else {
            said.event.id = core::EventId(pointer.empty() ? key_ : key_ + "-" + pointer.substr(1));
        }
    }

    // Each recipient has a record of their own, with all of the data.
    std::size_t copied_bytes() const {
        std::size_t bytes = 0;
        for (const auto& said : said_) {
            if (said.users.size() > 1) bytes += json::write(said.event.data).size() * said.users.size();
        }
        return bytes;
    }

    Submission single_submission() {
        Submission submission;
        submission.answer = web::json_answer(202, answer_for(said_.front()));
        submission.answer.headers.emplace_back("Location",
                                               location_of(said_.front().event, reading_.admin_url));
        split_by_user(said_.front(), submission.events);
        return submission;
    }

    Submission batch_submission() {
        Submission submission;
        json::array answers;
        for (const auto& said : said_) {
            answers.push_back(answer_for(said));
            split_by_user(said, submission.events);
        }
        submission.answer = web::json_answer(202, json::object{{"events", std::move(answers)}});
        return submission;
    }

    const http::Request& request_;
    const Reading& reading_;
    std::string key_;
    core::Faults faults_;
    std::vector<Said> said_;
};

}  // namespace

boost::system::result<Submission, http::Response> read_submission(const http::Request& request,
                                                                  const Reading& reading) {
    return Reader(request, reading).read();
}

}  // namespace tidings::intake
