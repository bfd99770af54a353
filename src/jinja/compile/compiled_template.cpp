#include "jinja/compile/compiled_template.h"

#include <algorithm>

#include "base/utf8.h"
#include "jinja/compile/python_checks.h"
#include "jinja/compile/resolver.h"
#include "jinja/failure.h"
#include "jinja/syntax/parser.h"
#include "jinja/syntax/position.h"
#include "jinja/template.h"

namespace tidings::jinja {
namespace {

std::string checked_source(std::string_view source, const std::string& name, const Options& options) {
    if (source.size() > options.limits.source_bytes) {
        throw TemplateError{
            "LimitError",
            "the template is longer than " + std::to_string(options.limits.source_bytes) + " bytes", 1, 1,
            name};
    }
    if (!is_utf8(source)) throw TemplateError{"UnicodeDecodeError", "the template is not UTF-8", 1, 1, name};
    return normalize_source(source, options);
}

}  // namespace

CompiledTemplate::CompiledTemplate(std::string name, std::string_view source, Library& library)
    : name_(std::move(name)),
      source_(checked_source(source, name_, library.options())),
      library_(library),
      usual_output_(source_.size()) {
    for (std::size_t at = 0; (at = source_.find('\n', at)) != std::string::npos; ++at) {
        newlines_.push_back(static_cast<std::uint32_t>(at));
    }
    try {
        body = Parser(source_, library.options()).parse();
        Resolver(*this).resolve();
        check_as_python(*this);
    } catch (const SyntaxFailure& error) {
        const Position position = position_of(source_, error.offset);
        throw TemplateError{error.failure.kind, error.failure.message, position.line, position.column, name_};
    }
}

std::size_t CompiledTemplate::line_of(std::uint32_t offset) const {
    const auto line = std::lower_bound(newlines_.begin(), newlines_.end(), offset);
    return static_cast<std::size_t>(line - newlines_.begin()) + 1;
}

void CompiledTemplate::tell_output(std::size_t bytes) const {
    constexpr std::size_t kRoomMax = 64 * 1024;  // one long text shall not make all others costly
    const std::size_t room = std::min(bytes, kRoomMax);
    if (room > usual_output()) usual_output_.store(room, std::memory_order_relaxed);
}

const CompiledTemplate* Library::find(std::string_view name) {
    const std::lock_guard lock(mutex_);
    if (const auto known = templates_.find(name); known != templates_.end()) return known->second.get();
    if (!loader_) return nullptr;
    const std::optional<std::string> source = loader_->load(name);
    if (!source) return nullptr;
    auto compiled = std::make_unique<const CompiledTemplate>(std::string(name), *source, *this);
    return templates_.emplace(std::string(name), std::move(compiled)).first->second.get();
}

}  // namespace tidings::jinja
