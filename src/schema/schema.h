#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include "base/json.h"
#include "base/result.h"

namespace tidings::schema {

// One thing that is wrong with an instance. `detail` is the predicate of a sentence whose subject is the
// value at `pointer`: "must be a number, is a string", "is required". It never holds the value itself.
struct Fault {
    std::string pointer;
    std::string detail;

    bool operator==(const Fault&) const = default;
};

// Validation stops after so many faults.
inline constexpr std::size_t kFaultsMax = 50;

// What one validation may cost, in steps of some ten nanoseconds. A schema whose branches multiply, or an
// instance too large for its schema, ends with a fault that says so.
inline constexpr std::size_t kStepsMax = 1'000'000;

// A JSON Schema of draft 7, compiled once. `format` asserts; patterns run in linear time (RE2). References
// lead to places inside the schema only. A value that is cheap to copy; every method may be called from any
// thread.
class Schema {
public:
    // Refused with Errc::invalid, which names the place by JSON Pointer: keywords and formats that we do not
    // know (but not `x-…`), malformed keywords, patterns that RE2 cannot run (lookaround, back-references), a
    // `$ref` that leads nowhere or round in a circle, a `$schema` other than draft 7.
    static Result<Schema> compile(const json::value& schema);

    // Appends what is wrong with `instance`, each fault once, with pointers prefixed by `base` ("/data"). A
    // missing member is pointed at itself ("/data/order_id").
    void validate(const json::value& instance, std::string_view base, std::vector<Fault>& faults) const;

private:
    struct Program;
    friend class Compiler;

    explicit Schema(std::shared_ptr<const Program> program) : program_(std::move(program)) {}

    std::shared_ptr<const Program> program_;
};

}  // namespace tidings::schema
