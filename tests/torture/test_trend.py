from trend import rise, risen, slope


def test_the_slope_of_a_line_is_its_own():
    assert abs(slope([(x, 3 * x + 1) for x in range(10)]) - 3) < 1e-9


def test_too_few_samples_have_no_slope():
    assert slope([]) == slope([(0, 1)]) == slope([(0, 1), (1, 9)]) == 0


def test_what_goes_up_and_down_has_not_risen():
    saw = [(x, 100 + x % 7) for x in range(700)]
    assert risen("memory", saw, 1.0) == []


def test_what_rises_all_the_time_is_told():
    leak = [(x, 100 + x * 0.1 + x % 7) for x in range(700)]
    assert 45 < rise(leak) < 60
    assert len(risen("memory", leak, 25.0)) == 1


def test_what_fills_at_the_beginning_is_forgiven():
    filling = [(x, min(x, 100)) for x in range(1000)]
    assert risen("memory", filling, 1.0) == []
