#pragma once

#include <optional>

#include "core/outcome.h"
#include "core/task.h"

namespace tidings::providers {

// How the outbox answers this task, by its address and attempt; nothing means that it never answers.
std::optional<core::Outcome> scripted_outcome(const core::Task& task);

}  // namespace tidings::providers
