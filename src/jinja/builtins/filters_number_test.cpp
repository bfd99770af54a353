#include "jinja/template_test.h"

namespace tidings::jinja {
namespace {

TEST(JinjaNumberFilters, IntReadsTextsInAnyBase) {
    check("{}", {
                    {"{{ '42'|int }}", "42"},
                    {"{{ ' -7 '|int }}", "-7"},
                    {"{{ '+7'|int }}", "7"},
                    {"{{ '1_000'|int }}", "1000"},
                    {"{{ '1__0'|int }}", "0"},
                    {"{{ '_1'|int }}", "0"},
                    {"{{ '9.99'|int }}", "9"},
                    {"{{ '-9.99'|int }}", "-9"},
                    {"{{ '1e3'|int }}", "1000"},
                    {"{{ 'x'|int }}", "0"},
                    {"{{ 'x'|int(3) }}", "3"},
                    {"{{ 'x'|int(default='d') }}", "d"},
                    {"{{ ''|int }}", "0"},
                    {"{{ 'ff'|int(0, 16) }}", "255"},
                    {"{{ '0xff'|int(base=16) }}", "255"},
                    {"{{ '0xff'|int }}", "0"},
                    {"{{ '0b11'|int(base=2) }}", "3"},
                    {"{{ '0o17'|int(base=8) }}", "15"},
                    {"{{ '0x1f'|int(base=0) }}", "31"},
                    {"{{ 'zz'|int(base=36) }}", "1295"},
                    {"{{ '12'|int(base=2) }}", "12"},
                    {"{{ '3'|int(base=1) }}", "3"},
                    {"{{ '3'|int(base=37) }}", "3"},
                    {"{{ none|int }}", "0"},
                    {"{{ none|int(5) }}", "5"},
                    {"{{ []|int }}", "0"},
                    {"{{ {}|int(1) }}", "1"},
                    {"{{ true|int }}", "1"},
                    {"{{ 3.9|int }}", "3"},
                    {"{{ -3.9|int }}", "-3"},
                    {"{{ 'nan'|float|int }}", "0"},
                    {"{{ 'inf'|float|int }}",
                     "OverflowError: cannot convert float infinity to integer (line 1, column 16)"},
                    {"{{ 'inf'|int }}",
                     "OverflowError: cannot convert float infinity to integer (line 1, column 10)"},
                    {"{{ '9223372036854775807'|int }}", "9223372036854775807"},
                    {"{{ '-9223372036854775808'|int }}", "-9223372036854775808"},
                    {"{{ '1 2'|int }}", "0"},
                    {"{{ '--1'|int }}", "0"},
                    {"{{ '-0x1f'|int(base=16) }}", "-31"},
                    {"{{ x|int }}", "UndefinedError: 'x' is undefined (line 1, column 4)"},
                });
}

TEST(JinjaNumberFilters, FloatReadsWhatPythonReads) {
    check("{}", {
                    {"{{ '3.5'|float }}", "3.5"},
                    {"{{ '.5'|float }}", "0.5"},
                    {"{{ '5.'|float }}", "5.0"},
                    {"{{ '1e3'|float }}", "1000.0"},
                    {"{{ '-1E-3'|float }}", "-0.001"},
                    {"{{ ' 7 '|float }}", "7.0"},
                    {"{{ '1_0.5'|float }}", "10.5"},
                    {"{{ 'x'|float }}", "0.0"},
                    {"{{ 'x'|float(1) }}", "1"},
                    {"{{ 'x'|float('d') }}", "d"},
                    {"{{ ''|float }}", "0.0"},
                    {"{{ 'inf'|float }}", "inf"},
                    {"{{ '-Infinity'|float }}", "-inf"},
                    {"{{ 'NaN'|float }}", "nan"},
                    {"{{ '0x10'|float }}", "0.0"},
                    {"{{ 3|float }}", "3.0"},
                    {"{{ true|float }}", "1.0"},
                    {"{{ none|float }}", "0.0"},
                    {"{{ none|float(2.5) }}", "2.5"},
                    {"{{ []|float }}", "0.0"},
                    {"{{ '1e400'|float }}", "inf"},
                    {"{{ '1.5abc'|float }}", "0.0"},
                    {"{{ x|float }}", "UndefinedError: 'x' is undefined (line 1, column 4)"},
                });
}

TEST(JinjaNumberFilters, AbsTakesNumbersOnly) {
    check("{}",
          {
              {"{{ -5|abs }}", "5"},
              {"{{ (-5)|abs }}", "5"},
              {"{{ 5|abs }}", "5"},
              {"{{ (-2.5)|abs }}", "2.5"},
              {"{{ -0.0|abs }}", "0.0"},
              {"{{ true|abs }}", "1"},
              {"{{ 'a'|abs }}", "TypeError: bad operand type for abs(): 'str' (line 1, column 8)"},
              {"{{ none|abs }}", "TypeError: bad operand type for abs(): 'NoneType' (line 1, column 9)"},
              {"{{ []|abs }}", "TypeError: bad operand type for abs(): 'list' (line 1, column 7)"},
              {"{{ x|abs }}", "TypeError: bad operand type for abs(): 'StrictUndefined' (line 1, column 4)"},
          });
}

TEST(JinjaNumberFilters, RoundIsHalfToEven) {
    check(
        "{}",
        {
            {"{{ 2.5|round }} {{ 3.5|round }} {{ 0.5|round }} {{ 1.5|round }}", "2.0 4.0 0.0 2.0"},
            {"{{ -1.5|round }} {{ (-2.5)|round }}", "-2.0 -2.0"},
            {"{{ 2.675|round(2) }} {{ 1.005|round(2) }} {{ 0.125|round(2) }}", "2.67 1.0 0.12"},
            {"{{ 42.55|round(1) }} {{ 42.551|round(1) }}", "42.5 42.6"},
            {"{{ 1234.5|round(-2) }} {{ 1250.0|round(-2) }} {{ 1350.0|round(-2) }}", "1200.0 1200.0 1400.0"},
            {"{{ 42|round }} {{ 42|round(1) }} {{ 45|round(-1) }} {{ 55|round(-1) }} {{ -45|round(-1) }}",
             "42 42 40 60 -40"},
            {"{{ 42.55|round(1, 'floor') }} {{ 42.51|round(1, 'ceil') }}", "42.5 42.6"},
            {"{{ 2.1|round(method='ceil') }} {{ 2.9|round(method='floor') }}", "3.0 2.0"},
            {"{{ -2.1|round(method='floor') }} {{ (-2.1)|round(method='floor') }}", "-3.0 -3.0"},
            {"{{ 7|round(method='ceil') }}", "7.0"},
            {"{{ 1234|round(-2, 'ceil') }} {{ 1234|round(-2, 'floor') }}", "1300.0 1200.0"},
            {"{{ 2.5|round(0, 'x') }}",
             "FilterArgumentError: method must be common, ceil or floor (line 1, column 8)"},
            {"{{ 'a'|round }}", "TypeError: type str doesn't define __round__ method (line 1, column 8)"},
            {"{{ none|round }}",
             "TypeError: type NoneType doesn't define __round__ method (line 1, column 9)"},
            {"{{ 1e300|round }}", "1e+300"},
            {"{{ 1.5|round(400) }}", "1.5"},
            {"{{ 1.5|round(-400) }}", "0.0"},
            {"{{ 1.5|round(-309) }} {{ 2.5e23|round(-23) }} {{ 5.0|round(-1) }} {{ 5.1|round(-1) }}",
             "0.0 2e+23 0.0 10.0"},
            {"{{ 9.9e307|round(-307) }} {{ 15.0|round(-1) }} {{ 25.0|round(-1) }}", "1e+308 20.0 20.0"},
            {"{{ 1.7e308|round(-308) }}",
             "OverflowError: rounded value too large to represent (line 1, column 12)"},
            {"{{ 'nan'|float|round }}", "nan"},
            {"{{ 'inf'|float|round(1) }}", "inf"},
            {"{{ true|round }}", "1"},
            {"{{ 2.5|round(precision=1) }}", "2.5"},
            {"{{ 0.05|round(1) }} {{ 0.15|round(1) }} {{ 0.25|round(1) }} {{ 0.35|round(1) }}",
             "0.1 0.1 0.2 0.3"},
        });
}

TEST(JinjaNumberFilters, FilesizeformatNamesItsUnits) {
    check("{}", {
                    {"{{ 0|filesizeformat }}", "0 Bytes"},
                    {"{{ 1|filesizeformat }}", "1 Byte"},
                    {"{{ 2|filesizeformat }}", "2 Bytes"},
                    {"{{ 999|filesizeformat }}", "999 Bytes"},
                    {"{{ 1000|filesizeformat }}", "1.0 kB"},
                    {"{{ 1500|filesizeformat }}", "1.5 kB"},
                    {"{{ 999999|filesizeformat }}", "1000.0 kB"},
                    {"{{ 1000000|filesizeformat }}", "1.0 MB"},
                    {"{{ 1e9|filesizeformat }} {{ 1e12|filesizeformat }} {{ 1e15|filesizeformat }}",
                     "1.0 GB 1.0 TB 1.0 PB"},
                    {"{{ 1e18|filesizeformat }} {{ 1e21|filesizeformat }} {{ 1e24|filesizeformat }} {{ "
                     "1e27|filesizeformat }}",
                     "1.0 EB 1.0 ZB 1000.0 ZB 1000.0 YB"},
                    {"{{ 1023|filesizeformat(true) }}", "1023 Bytes"},
                    {"{{ 1024|filesizeformat(true) }}", "1.0 KiB"},
                    {"{{ 1048576|filesizeformat(binary=true) }}", "1.0 MiB"},
                    {"{{ '1300'|filesizeformat }}", "1.3 kB"},
                    {"{{ '1'|filesizeformat }}", "1 Byte"},
                    {"{{ 'x'|filesizeformat }}",
                     "ValueError: could not convert string to float: 'x' (line 1, column 8)"},
                    {"{{ none|filesizeformat }}",
                     "TypeError: float() argument must be a string or a real number, not 'NoneType' (line 1, "
                     "column 9)"},
                    {"{{ -5|filesizeformat }}", "-5 Bytes"},
                    {"{{ (-5000)|filesizeformat }}", "-5000 Bytes"},
                    {"{{ 1.5|filesizeformat }}", "1 Bytes"},
                    {"{{ true|filesizeformat }}", "1 Byte"},
                    {"{{ x|filesizeformat }}", "UndefinedError: 'x' is undefined (line 1, column 4)"},
                });
}

}  // namespace
}  // namespace tidings::jinja
