#include "jinja/run/rendering.h"
#include "jinja/text/format_in_turn.h"
#include "jinja/text/python_text.h"
#include "jinja/values/operators.h"
#include "jinja/values/text.h"

namespace tidings::jinja {
namespace {

Value converted(Rendering& rendering, const Value& item, char conversion) {
    if (conversion == 's') return Value::text(to_text(rendering, item));
    const std::string shown = repr(rendering, item);
    return rendering.text(conversion == 'a' ? ascii_only(shown) : shown);
}

}  // namespace

Value Rendering::eval_format(const BinaryExpr& node, const Value& format) {
    const auto& items = static_cast<const Sequence&>(*node.right).items;
    std::optional<FormatInTurn> in_turn;
    if (format.is_text() && !format.is_markup()) in_turn = read_in_turn(format.as_text(), items.size());
    if (!in_turn) {
        const Value right = eval(*node.right);
        at(node.offset);
        return apply(*this, node.op, format, right);
    }
    Value* const texts = arena_.make_array<Value>(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
        const Value item = eval(*items[i]);
        at(node.offset);
        texts[i] = converted(*this, item, in_turn->conversions[i]);
    }
    return apply(*this, node.op, Value::text(in_turn->format), Value::tuple({texts, items.size()}));
}

}  // namespace tidings::jinja
