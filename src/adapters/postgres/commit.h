#pragma once

#include <functional>

#include "adapters/postgres/counters.h"
#include "ports/store.h"

namespace tidings::adapters::postgres {

// The statements of one commit, to be run in one transaction: a refusal is an error that a statement raises.
//
// Their parameters are columns, an array each. `unnest` makes rows of the texts, and `(array)[u.i]` picks
// what has one length: that is quicker than `unnest`, but slow in arrays of texts, or with nulls.
struct Plan {
    std::vector<Step> steps;
    Counters counters;
};

Plan plan_of(const ports::Changes& changes);

// Its parts, in the order in which they are applied.
void plan_locks(const ports::Changes& changes, Plan& plan);
void plan_offsets(const ports::Changes& changes, Plan& plan);
void plan_updates(const ports::Changes& changes, Plan& plan);
void plan_attempts(const ports::Changes& changes, Plan& plan);
void plan_erasures(const ports::Changes& changes, Plan& plan);
void plan_new(const ports::Changes& changes, Plan& plan);
void plan_rest(const ports::Changes& changes, Plan& plan);

// Of several items with one key the first is in the first round, the second in the second, and so on: one
// statement writes a row once. Rounds are in the order of keys, so that commits side by side lock rows in one
// order and do not lock each other out. There is no round without items.
template <class Item, class KeyOf>
std::vector<std::vector<const Item*>> rounds_of(const std::vector<Item>& items, const KeyOf& key_of) {
    std::vector<const Item*> sorted;
    sorted.reserve(items.size());
    for (const Item& item : items) sorted.push_back(&item);
    std::ranges::stable_sort(sorted, [&](const Item* a, const Item* b) { return key_of(*a) < key_of(*b); });
    std::vector<std::vector<const Item*>> rounds;
    std::size_t round = 0;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        const bool again = i > 0 && key_of(*sorted[i - 1]) == key_of(*sorted[i]);
        round = again ? round + 1 : 0;
        if (round == rounds.size()) rounds.emplace_back();
        rounds[round].push_back(sorted[i]);
    }
    return rounds;
}

}  // namespace tidings::adapters::postgres
