#include "adapters/postgres/commit.h"
#include "adapters/postgres/rows.h"
#include "core/state.h"

// What a commit does to rows that are there.
namespace tidings::adapters::postgres {

using ports::Changes;

namespace {

// $24 has a bit for each move that core/state.h knows.
constexpr const char* kUpdate =
    "WITH moved AS (UPDATE notifications n SET state = ($3::int2[])[u.i], reason = ($4::int2[])[u.i], detail "
    "= u.detail, round = ($6::int4[])[u.i], started_round = ($7::int4[])[u.i], returns = ($8::int4[])[u.i], "
    "outcome_rank = ($9::int2[])[u.i], revision = ($10::int4[])[u.i], attempt_count = ($11::int4[])[u.i], "
    "attempts_before = ($12::int4[])[u.i], cancel_requested = ($13::bool[])[u.i], type_version = "
    "($14::int4[])[u.i], template_version = ($15::int4[])[u.i], updated_at = ($16::timestamptz[])[u.i], "
    "due_at = ($17::timestamptz[])[u.i], first_due_at = ($18::timestamptz[])[u.i], expires_at = "
    "($19::timestamptz[])[u.i], template_locale = u.template_locale, provider = u.provider, address = "
    "u.address, address_from_profile = ($23::bool[])[u.i], claimed_until = NULL, claimed_by = NULL FROM "
    "unnest($1::uuid[], $5::text[], $20::text[], $21::text[], $22::text[]) WITH ORDINALITY AS u(id, detail, "
    "template_locale, provider, address, i) WHERE n.id = u.id AND n.revision = ($10::int4[])[u.i] - 1 AND "
    "n.state = ($2::int2[])[u.i] AND ($24::int8 >> (n.state * 8 + ($3::int2[])[u.i])) & 1 = 1 RETURNING 1) "
    "SELECT refuse('TD002', 'an update is refused') WHERE (SELECT count(*) FROM moved) <> cardinality($1)";

constexpr const char* kPutContents =
    "INSERT INTO contents (notification, content) SELECT * FROM unnest($1::uuid[], $2::text[]) "
    "ON CONFLICT (notification) DO UPDATE SET content = excluded.content";

constexpr const char* kPutAttempts =
    "INSERT INTO attempts (notification, round, provider, seq, number, started_at, finished_at, outcome, "
    "detail, provider_id) SELECT u.notification, ($2::int4[])[u.i], u.provider, (SELECT commit_number()) + "
    "($4::int4[])[u.i], ($5::int4[])[u.i], ($6::timestamptz[])[u.i], ($7::timestamptz[])[u.i], "
    "($8::int2[])[u.i], u.detail, u.provider_id FROM unnest($1::uuid[], $3::text[], $9::text[], $10::text[]) "
    "WITH ORDINALITY AS u(notification, provider, detail, provider_id, i) ON CONFLICT (notification, round, "
    "provider) DO UPDATE SET number = excluded.number, started_at = excluded.started_at, finished_at = "
    "excluded.finished_at, outcome = excluded.outcome, detail = excluded.detail, provider_id = "
    "excluded.provider_id";

#define TIDINGS_PG_IDS_OF_USER                                                   \
    "SELECT unnest(e.notifications) FROM events e WHERE e.user_hash = $1::int8 " \
    "AND e.user_id = $2::text"
constexpr const char* kEraseContents =
    "DELETE FROM contents c USING (" TIDINGS_PG_IDS_OF_USER ") AS u(id) WHERE c.notification = u.id";
constexpr const char* kEraseAddresses =
    "UPDATE notifications n SET address = '', revision = n.revision + 1 "
    "FROM (" TIDINGS_PG_IDS_OF_USER ") AS u(id) WHERE n.id = u.id";
constexpr const char* kEraseData =
    "UPDATE events SET data = NULL WHERE user_hash = $1::int8 AND user_id = $2::text";
constexpr const char* kEraseDead =
    "UPDATE dead_records SET value = '' WHERE sha256(key) = sha256($1::bytea) AND key = $1::bytea";

// A bit for each move: which it is, the statement says.
std::int64_t moves() {
    std::uint64_t bits = 0;
    for (const auto from : core::kStates) {
        for (const auto to : core::kStates) {
            const std::uint64_t bit = core::may_become(from, to) ? 1 : 0;
            bits |= bit << (core::index(from) * core::kStates.size() + core::index(to));
        }
    }
    static_assert(core::kStates.size() == 8);
    return signed_of(bits);
}

using Round = std::vector<const Changes::Update*>;

Step update_step(const Round& round) {
    Parameters p;
    const auto column = [&]<class T>(auto core::Notification::* member) {
        p.each<T>(round, [member](const auto* u) -> const auto& { return u->after.*member; });
    };
    using N = core::Notification;
    column.operator()<Uuid>(&N::id);
    p.each<std::int16_t>(round, [](const auto* u) { return u->before; });
    column.operator()<std::int16_t>(&N::state);
    column.operator()<std::int16_t>(&N::reason);
    column.operator()<std::string_view>(&N::detail);
    column.operator()<std::int32_t>(&N::round);
    column.operator()<std::int32_t>(&N::started_round);
    column.operator()<std::int32_t>(&N::returns);
    column.operator()<std::int16_t>(&N::outcome_rank);
    column.operator()<std::int32_t>(&N::revision);
    column.operator()<std::int32_t>(&N::attempt_count);
    column.operator()<std::int32_t>(&N::attempts_before);
    column.operator()<bool>(&N::cancel_requested);
    column.operator()<std::int32_t>(&N::type_version);
    column.operator()<std::int32_t>(&N::template_version);
    column.operator()<Time>(&N::updated_at);
    column.operator()<Time>(&N::due_at);
    column.operator()<Time>(&N::first_due_at);
    column.operator()<Time>(&N::expires_at);
    column.operator()<std::string_view>(&N::template_locale);
    column.operator()<std::string_view>(&N::provider);
    column.operator()<std::string_view>(&N::address);
    column.operator()<bool>(&N::address_from_profile);
    p.add(moves());
    return {kUpdate, std::move(p)};
}

void put_contents(const Round& round, Plan& plan) {
    Round changed;
    std::ranges::copy_if(round, std::back_inserter(changed),
                         [](const auto* u) { return u->content.has_value(); });
    if (changed.empty()) return;
    Parameters p;
    p.each<Uuid>(changed, [](const auto* u) { return u->after.id; });
    p.each<std::string_view>(changed, [](const auto* u) { return std::string_view(*u->content); });
    plan.steps.push_back({kPutContents, std::move(p)});
}

}  // namespace

void plan_updates(const Changes& changes, Plan& plan) {
    for (const auto& round : rounds_of(changes.updates, [](const auto& u) { return u.after.id; })) {
        plan.steps.push_back(update_step(round));
        put_contents(round, plan);
    }
    for (const auto& update : changes.updates) plan.counters.move(update.before, update.after.state);
}

void plan_attempts(const Changes& changes, Plan& plan) {
    const auto key_of = [](const core::Attempt& a) { return std::tie(a.notification, a.round, a.provider); };
    for (const auto& round : rounds_of(changes.attempts, key_of)) {
        Parameters p;
        p.each<Uuid>(round, [](const auto* a) { return a->notification; });
        p.each<std::int32_t>(round, [](const auto* a) { return a->round; });
        p.each<std::string_view>(round, [](const auto* a) { return std::string_view(a->provider); });
        p.each<std::int32_t>(round, [&](const auto* a) { return a - changes.attempts.data(); });
        p.each<std::int32_t>(round, [](const auto* a) { return a->number; });
        p.each<Time>(round, [](const auto* a) { return a->started_at; });
        p.each<Time>(round, [](const auto* a) { return a->finished_at; });
        p.each<std::int16_t>(round, [](const auto* a) { return a->outcome; });
        p.each<std::string_view>(round, [](const auto* a) { return std::string_view(a->detail); });
        p.each<std::string_view>(round, [](const auto* a) { return std::string_view(a->provider_id); });
        plan.steps.push_back({kPutAttempts, std::move(p)});
    }
}

void plan_erasures(const Changes& changes, Plan& plan) {
    for (const auto& user : changes.erased_users) {
        for (const char* sql : {kEraseContents, kEraseAddresses, kEraseData}) {
            Parameters p;
            p.add(hash_of(user)).add(user.str());
            plan.steps.push_back({sql, std::move(p)});
        }
        Parameters key;
        key.add(Bytes{user.str()});
        plan.steps.push_back({kEraseDead, std::move(key)});
    }
}

}  // namespace tidings::adapters::postgres
