#include "jinja/check/course.h"

#include <algorithm>
#include <set>

#include "jinja/check/linked.h"
#include "jinja/syntax/position.h"
#include "jinja/text/python_text.h"

namespace tidings::jinja {
namespace {

// More than templates ever have; deeper ones are not gone into.
constexpr std::size_t kTemplatesMax = 200;
constexpr std::size_t kBodiesMax = 2'000;

bool extends_any(const CompiledTemplate& compiled) {
    return std::ranges::any_of(compiled.linking,
                               [](const auto* one) { return one->kind == Statement::Kind::extends; });
}

TemplateError error_at(const CompiledTemplate& owner, const Statement& statement, std::string kind,
                       std::string message) {
    const Position at = position_of(owner.source(), statement.offset);
    return {std::move(kind), std::move(message), at.line, at.column, owner.name()};
}

class Course {
public:
    explicit Course(const CompiledTemplate& start) {
        Run run{start};
        go(run);
    }

    CourseFaults take() && { return std::move(faults_); }

private:
    // One template that runs: that which was started, and those that it extends.
    struct Run {
        explicit Run(const CompiledTemplate& start) : ancestry{&start} {}
        Ancestry ancestry;                     // so far; the last is the one that runs now
        std::set<std::string_view> in_blocks;  // those that run now
    };

    bool known() const { return faults_.fault || faults_.unfilled; }

    void go(Run& run) {
        running_.push_back(run.ancestry.front());
        while (true) {
            const CompiledTemplate& current = *run.ancestry.back();
            const Statement* const extends = visit(run, current, current.body);
            const CompiledTemplate* const parent = extends ? linked_by(current, *extends) : nullptr;
            if (parent == nullptr || known()) break;
            if (std::ranges::count(run.ancestry, parent) > 0) {
                tell_circle(current, *extends, run.ancestry, *parent);
                break;
            }
            run.ancestry.push_back(parent);
        }
        running_.pop_back();
    }

    // The `extends` that it always comes to, if any.
    const Statement* visit(Run& run, const CompiledTemplate& owner, const Body& body) {
        const Statement* extends = nullptr;
        if (++bodies_ > kBodiesMax) return --bodies_, nullptr;
        for (const auto& statement : body) {
            if (known()) break;
            if (statement->kind == Statement::Kind::extends) {
                extends = statement.get();
            } else {
                visit(run, owner, *statement);
            }
        }
        --bodies_;
        return extends;
    }

    void visit(Run& run, const CompiledTemplate& owner, const Statement& statement) {
        switch (statement.kind) {
            case Statement::Kind::include:
            case Statement::Kind::import:
            case Statement::Kind::from_import:
                return start(owner, statement);
            case Statement::Kind::block:
                return visit_block(run, static_cast<const BlockStatement&>(statement));
            case Statement::Kind::with:
            case Statement::Kind::set_block:
            case Statement::Kind::filter_block:
            case Statement::Kind::autoescape:
                for (const Body* body : bodies_of(statement)) visit(run, owner, *body);
                return;
            default:
                return;
        }
    }

    void start(const CompiledTemplate& owner, const Statement& statement) {
        const CompiledTemplate* const found = linked_by(owner, statement);
        if (found == nullptr) return;
        if (std::ranges::count(running_, found) > 0) return tell_circle(owner, statement, running_, *found);
        if (running_.size() >= kTemplatesMax || !seen_.insert(found).second) return;
        Run run{*found};
        go(run);
    }

    // In what extends another, blocks only say what the other prints where it has them.
    void visit_block(Run& run, const BlockStatement& block) {
        const CompiledTemplate& root = *run.ancestry.back();
        if (extends_any(root) || !run.in_blocks.insert(block.name).second) return;
        const auto having = [&](const auto* one) { return one->blocks.contains(block.name); };
        const CompiledTemplate& owner = **std::ranges::find_if(run.ancestry, having);
        if (block.required && &owner == &root) {
            tell_unfilled(root, block);
        } else {
            visit(run, owner, owner.blocks.at(block.name)->body);
        }
        run.in_blocks.erase(block.name);
    }

    void tell_unfilled(const CompiledTemplate& owner, const BlockStatement& block) {
        auto& fault = running_.size() == 1 ? faults_.unfilled : faults_.fault;
        fault = error_at(owner, block, "TemplateRuntimeError",
                         "Required block " + repr_text(block.name) + " not found");
    }

    void tell_circle(const CompiledTemplate& owner, const Statement& statement, const Ancestry& way,
                     const CompiledTemplate& again) {
        std::string circle;
        for (auto at = std::ranges::find(way, &again); at != way.end(); ++at) circle += (*at)->name() + " → ";
        faults_.fault = error_at(owner, statement, "RecursionError",
                                 "maximum recursion depth exceeded: " + circle + again.name());
    }

    CourseFaults faults_;
    Ancestry running_;  // what was started and has not ended
    std::set<const CompiledTemplate*> seen_;
    std::size_t bodies_ = 0;  // in each other
};

}  // namespace

CourseFaults course_faults_of(const CompiledTemplate& start) {
    return Course(start).take();
}

}  // namespace tidings::jinja
