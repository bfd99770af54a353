#include "jinja/values/namespace.h"

#include "jinja/failure.h"
#include "jinja/run/rendering.h"
#include "jinja/values/dict.h"
#include "jinja/values/text.h"
#include "jinja/values/to_dict.h"

namespace tidings::jinja {
namespace {

class Namespace final : public Object {
public:
    explicit Namespace(Dict& members) : members_(members) {}

    std::string_view type_name() const override { return "Namespace"; }

    void append_text(Rendering& rendering, std::string& out) override {
        out += "<Namespace ";
        append_repr(rendering, Value::dict(&members_), out);
        out += '>';
    }

    Value attribute(Rendering& rendering, std::string_view name) override {
        const Value* const found = members_.find(rendering, Value::text(name));
        return found ? *found : Value();
    }

    void set(Rendering& rendering, std::string_view name, const Value& value) {
        rendering.note_change();
        members_.set(rendering, Value::text(name), value);
    }

private:
    Dict& members_;
};

}  // namespace

Value make_namespace(Rendering& rendering, const Arguments& arguments) {
    return Value::object(rendering.arena().make<Namespace>(to_dict(rendering, arguments)));
}

void require_namespace(const Value& object) {
    if (!object.is(Value::Type::object) || dynamic_cast<Namespace*>(&object.as_object()) == nullptr) {
        fail("TemplateRuntimeError", "cannot assign attribute on non-namespace object");
    }
}

void set_namespace(Rendering& rendering, const Value& object, std::string_view name, const Value& value) {
    require_namespace(object);
    static_cast<Namespace&>(object.as_object()).set(rendering, name, value);
}

}  // namespace tidings::jinja
