/* Rule cards and what beliefs count, against numbers worked out by hand. */
#include "unit/replay/files.h"

static bool is_near(double a, double b)
{
    return a - b < 1e-9 && b - a < 1e-9;
}

/* ---- Wilson's interval ------------------------------------------------------------------------------------------------------ */

/* 81 of 263 with z = 1.96: [.2553, .3662] (R. G. Newcombe, Statistics in Medicine 17, 1998, table I). 8 of 10 and 0 of 10 by
 * the formula: (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n). */
static void intervals_are_wilsons(void **state)
{
    double low, high;
    (void)state;
    wm_wilson(81, 263, &low, &high);
    assert_true(low > .25525 && low < .25535 && high > .36615 && high < .36625);
    wm_wilson(15, 148, &low, &high);
    assert_true(low > .06235 && low < .06245 && high > .16045 && high < .16055);
    wm_wilson(0, 20, &low, &high);
    assert_true(is_near(low, 0) && high > .16105 && high < .16115);
    wm_wilson(29, 29, &low, &high);
    assert_true(is_near(high, 1) && low > .88295 && low < .88305);
    wm_wilson(0, 0, &low, &high);
    assert_true(is_near(low, 0) && is_near(high, 1));
}

/* ---- Languages and months ------------------------------------------------------------------------------------------------------ */

static void a_han_character_makes_a_text_chinese(void **state)
{
    static const char *const chinese[] = { "無法連線", "VM 壞了", "㐀", "豈", "𠮷" };
    static const char *const others[] = { "cannot connect", "café", "ひらがな", "、。", "😀" };
    (void)state;
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(card_language_of(chinese[i], strlen(chinese[i])), CARD_ZH);
        assert_int_equal(card_language_of(others[i], strlen(others[i])), CARD_EN);
    }
    assert_int_equal(card_language_of("", 0), CARD_NO_TEXT);
}

static void a_month_is_as_it_is_written(void **state)
{
    static const char *const none[] = { "2026", "2026-13-01", "2026-00-01", "26-03-01", "2026/03/01", "2026-031", "" };
    char name[CARD_MONTH_SIZE];
    (void)state;
    assert_string_equal(card_month_name(card_month_of("2026-03-01T09:12:00+08:00", 25), name), "2026-03");
    assert_string_equal(card_month_name(card_month_of("1999-12", 7), name), "1999-12");
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        assert_int_equal(card_month_of(none[i], strlen(none[i])), CARD_NO_MONTH);
    assert_string_equal(card_month_name(CARD_NO_MONTH, name), "none");
}

/* ---- Cards ------------------------------------------------------------------------------------------------------------------------ */

/* What each ticket of compute/ssh should count for. */
static const char tickets[] =
    /* right: sg_closed; its remedy is recorded, and proposed */
    "{\"id\":\"Z1\",\"guide\":\"compute/ssh\",\"opened_at\":\"2026-03-01T09:00:00+08:00\",\"text\":\"連不上\","
    "\"facts\":{\"port_22\":\"timeout\"},\"resolved\":{\"fault\":\"sg_closed\",\"action\":\"open_sg\"},\"minutes\":10}"
    "\n"
    /* wrong: sg_closed is reached, sshd_down recorded; open_sg is proposed, restart_sshd recorded */
    "{\"id\":\"E1\",\"guide\":\"compute/ssh\",\"opened_at\":\"2026-03-31T23:59:00+08:00\",\"text\":\"no ssh\","
    "\"facts\":{\"port_22\":\"timeout\"},\"resolved\":{\"fault\":\"sshd_down\",\"action\":\"restart_sshd\"},"
    "\"minutes\":30}\n"
    /* right: sshd_down; no action is recorded, so none is judged */
    "{\"id\":\"N1\",\"guide\":\"compute/ssh\",\"opened_at\":\"2026-04-01T00:00:00+08:00\","
    "\"facts\":{\"port_22\":\"refused\",\"console\":\"clean\"},\"resolved\":{\"fault\":\"sshd_down\"}}\n"
    /* an answer that nobody knows: the walk finds nothing, sg_closed is recorded */
    "{\"id\":\"X1\",\"guide\":\"compute/ssh\",\"text\":\"?\",\"facts\":{\"port_22\":\"ajar\"},"
    "\"resolved\":{\"fault\":\"sg_closed\"}}\n"
    /* nothing is recorded: nobody knows */
    "{\"id\":\"U1\",\"guide\":\"compute/ssh\",\"facts\":{\"port_22\":\"timeout\"}}\n";

static wm_replay *replay_text(const wm_rules *rules, const char *text, size_t size, bool cards, bool with_beliefs)
{
    wm_replay *made;
    wm_error error;
    char *path = file_name("cards.jsonl");
    const char *paths[] = { path };
    wm_replay_config config = { .tickets = paths, .ticket_count = 1, .cards = cards, .beliefs = with_beliefs };
    file_write(path, text, size);
    if (wm_replay_run(&made, rules, &config, &error) != WM_OK)
        fail_msg("%s", error.en);
    remove(path);
    free(path);
    return made;
}

static const wm_card *card_of(wm_replay *replay, const char *id)
{
    const wm_card *cards;
    size_t count = wm_replay_cards(replay, &cards);
    for (size_t i = 0; i < count; i++)
        if (strcmp(cards[i].id, id) == 0)
            return &cards[i];
    fail_msg("no card %s", id);
    return NULL;
}

static void assert_counts(const wm_card_counts *c, uint64_t reached, uint64_t recorded, uint64_t right)
{
    assert_int_equal(c->reached, reached);
    assert_int_equal(c->recorded, recorded);
    assert_int_equal(c->right, right);
}

static void cards_count_what_was_right(void **state)
{
    bench b;
    (void)state;
    bench_open(&b, bench_rules);
    wm_replay *r = replay_text(b.rules, tickets, sizeof tickets - 1, true, false);
    const wm_card *closed = card_of(r, "sg_closed"), *down = card_of(r, "sshd_down");
    assert_counts(&closed->all, 2, 2, 1);
    assert_counts(&closed->zh, 1, 1, 1);
    assert_counts(&closed->en, 1, 1, 0); /* reached in E1, recorded in X1 */
    assert_counts(&down->all, 1, 2, 1);
    assert_counts(&down->no_text, 1, 1, 1);
    assert_int_equal(down->month_count, 2);
    assert_string_equal(down->months[0].month, "2026-03");
    assert_counts(&down->months[0].counts, 0, 1, 0);
    assert_string_equal(down->months[1].month, "2026-04");
    assert_counts(&down->months[1].counts, 1, 1, 1);
    assert_string_equal(closed->months[1].month, "none");
    assert_false(closed->is_remedy);
    assert_string_equal(closed->text.zh, "安全群組未開放");
    wm_replay_free(r);
    bench_close(&b);
}

static void remedies_count_where_they_are_proposed(void **state)
{
    bench b;
    (void)state;
    bench_open(&b, bench_rules);
    wm_replay *r = replay_text(b.rules, tickets, sizeof tickets - 1, true, false);
    assert_true(card_of(r, "open_sg")->is_remedy);
    assert_counts(&card_of(r, "open_sg")->all, 2, 1, 1);
    assert_counts(&card_of(r, "restart_sshd")->all, 0, 1, 0);
    assert_counts(&card_of(r, "reboot")->all, 0, 0, 0);
    assert_non_null(strstr(wm_replay_json(r),
                           "\"open_sg\":{\"tickets\":2,\"precision\":[0.5,0.094531206,0.905468794],"
                           "\"recall\":[1,0.206549314,1],\"languages\":{\"zh\":[1,1,1],\"en\":[1,0,0]},"
                           "\"months\":{\"2026-03\":[2,1,1]}}"));
    wm_replay_free(r);
    bench_close(&b);
}

static void without_being_asked_for_there_are_none(void **state)
{
    const wm_card *cards;
    bench b;
    (void)state;
    bench_open(&b, bench_rules);
    wm_replay *r = replay_text(b.rules, tickets, sizeof tickets - 1, false, false);
    assert_int_equal(wm_replay_cards(r, &cards), 0);
    assert_null(strstr(wm_replay_json(r), "cards"));
    assert_null(strstr(wm_replay_json(r), "minutes\":{"));
    wm_replay_free(r);
    bench_close(&b);
}

/* Every split of a log, merged, is the whole to the last bit. */
static void cards_add_up(void **state)
{
    bench b;
    size_t size, cut;
    wm_replay *sum;
    wm_error error;
    (void)state;
    bench_open(&b, bench_rules);
    char *bytes = file_bytes(0, 600, &size), *names[] = { file_name("a.json"), file_name("b.json") };
    wm_replay *whole = replay_text(b.rules, bytes, size, true, true);
    cut = (size_t)(strchr(bytes + size / 3, '\n') - bytes) + 1;
    for (size_t i = 0; i < 2; i++) {
        wm_replay *part = replay_text(b.rules, i ? bytes + cut : bytes, i ? size - cut : cut, true, true);
        file_write(names[i], wm_replay_json(part), strlen(wm_replay_json(part)));
        wm_replay_free(part);
    }
    if (wm_replay_merge(&sum, (const char *const *)names, 2, &error) != WM_OK)
        fail_msg("%s", error.en);
    assert_string_equal(wm_replay_json(sum), wm_replay_json(whole));
    assert_non_null(strstr(wm_replay_json(whole), "\"cards\":{\"faults\":{\"sg_closed\":{\"tickets\":"));
    const wm_card *mine = card_of(sum, "sg_closed"), *all = card_of(whole, "sg_closed");
    assert_counts(&mine->all, all->all.reached, all->all.recorded, all->all.right);
    assert_null(mine->text.en); /* a tally knows no words */
    wm_replay_free(sum);
    wm_replay *bare = replay_text(b.rules, bytes, cut, false, true);
    file_write(names[0], wm_replay_json(bare), strlen(wm_replay_json(bare)));
    assert_int_equal(wm_replay_merge(&sum, (const char *const *)names, 2, &error), WM_BAD_INPUT);
    wm_replay_free(bare);
    wm_replay_free(whole);
    for (size_t i = 0; i < 2; i++) {
        remove(names[i]);
        free(names[i]);
    }
    free(bytes);
    bench_close(&b);
}

/* ---- Beliefs and minutes ------------------------------------------------------------------------------------------------------------ */

/* Four causes .4 .3 .2 .1; `hint` says x with .8, .4, .1, 0. */
static const char four_causes[] =
    "guide \"g\" { zh = \"g\", en = \"g\" }\n"
    "question \"hint\" { zh = \"h\", en = \"h\", answers = { \"x\", \"y\" },\n"
    "  given = { a = { x = .8, y = .2 }, b = { x = .4, y = .6 }, c = { x = .1, y = .9 }, d = { x = 0, y = 1 } } }\n"
    "fault \"a\" { zh = \"a\", en = \"a\", prior = .4 } fault \"b\" { zh = \"b\", en = \"b\", prior = .3 }\n"
    "fault \"c\" { zh = \"c\", en = \"c\", prior = .2 } fault \"d\" { zh = \"d\", en = \"d\", prior = .1 }\n"
    "action \"r\" { zh = \"r\", en = \"r\", fixes = { a = 1, b = 1, c = 1, d = 1 }, cost = 7 }\n"
    "escalation \"e\" { to = \"t\", zh = \"e\", en = \"e\", cost = 90 }\n"
    "flow { ask \"hint\" { x = conclude \"a\", y = conclude \"b\" }, otherwise = escalate \"e\" }\n";

/* x: w = .32, .12, .02, 0 of .46. */
static void p_is_the_reached_faults_belief(void **state)
{
    bench b;
    (void)state;
    bench_open(&b, four_causes);
    b.y->wishes.beliefs = true;
    const char *line =
        bench_replay(&b, "{\"id\":\"T\",\"guide\":\"g\",\"facts\":{\"hint\":\"x\"},\"resolved\":{\"fault\":\"b\"}}");
    assert_non_null(strstr(line, "\"fault\":\"a\""));
    assert_non_null(strstr(line, ",\"p\":0.695652174}")); /* .32 / .46 */
    bench_close(&b);
}

/* Without an answer the beliefs are the priors: d is the fourth. Brier: recorded a .6² + .3² + .2² + .1² = .50; recorded d
 * .4² + .3² + .2² + .9² = 1.10. With x, b recorded: (.32/.46)² + (1 − .12/.46)² + (.02/.46)² = 1.032136106. */
static void top3_and_brier_are_means(void **state)
{
    static const char lines[] =
        "{\"id\":\"1\",\"guide\":\"g\",\"resolved\":{\"fault\":\"a\"}}\n"
        "{\"id\":\"2\",\"guide\":\"g\",\"resolved\":{\"fault\":\"d\"}}\n"
        "{\"id\":\"3\",\"guide\":\"g\",\"facts\":{\"hint\":\"x\"},\"resolved\":{\"fault\":\"b\"}}\n"
        "{\"id\":\"4\",\"guide\":\"g\",\"resolved\":{\"fault\":\"nobody's\"}}\n"
        "{\"id\":\"5\",\"guide\":\"g\"}\n";
    wm_replay_sum sum;
    bench b;
    (void)state;
    bench_open(&b, four_causes);
    wm_replay *r = replay_text(b.rules, lines, sizeof lines - 1, false, true);
    wm_replay_total(r, &sum);
    assert_int_equal(sum.believed, 3);
    assert_true(is_near(sum.top3, 2.0 / 3));
    double x = .32 / .46, y = .12 / .46, z = .02 / .46;
    assert_true(sum.brier - (.5 + 1.1 + x * x + (1 - y) * (1 - y) + z * z) / 3 < 2e-9);
    assert_true(sum.brier - (.5 + 1.1 + x * x + (1 - y) * (1 - y) + z * z) / 3 > -2e-9);
    wm_replay_free(r);
    bench_close(&b);
}

/* Two causes, .6 and .4, told apart by a question of 8 minutes; remedies of 10 and 5 that never fail. As written: ask, then
 * the right one, 8 + .6·10 + .4·5 = 16. Re-ranked: the cheap one first, 5 + .6·10 = 11. */
static const char two_causes[] =
    "guide \"g\" { zh = \"g\", en = \"g\" }\n"
    "question \"q\" { zh = \"q\", en = \"q\", answers = { \"x\", \"y\" }, cost = 8,\n"
    "  given = { a = { x = 1, y = 0 }, b = { x = 0, y = 1 } } }\n"
    "fault \"a\" { zh = \"a\", en = \"a\", prior = .6 } fault \"b\" { zh = \"b\", en = \"b\", prior = .4 }\n"
    "action \"ra\" { zh = \"ra\", en = \"ra\", fixes = { a = 1 }, cost = 10 }\n"
    "action \"rb\" { zh = \"rb\", en = \"rb\", fixes = { b = 1 }, cost = 5 }\n"
    "escalation \"e\" { to = \"t\", zh = \"e\", en = \"e\", cost = 90 }\n"
    "flow { ask \"q\" { x = conclude \"a\", y = conclude \"b\" }, otherwise = escalate \"e\" }\n";

static void minutes_are_recorded_or_model_implied(void **state)
{
    static const char lines[] =
        "{\"id\":\"1\",\"guide\":\"g\",\"facts\":{\"q\":\"x\"},\"resolved\":{\"fault\":\"a\"},\"minutes\":20}\n"
        "{\"id\":\"2\",\"guide\":\"g\",\"facts\":{\"q\":\"y\"},\"resolved\":{\"fault\":\"b\"},\"minutes\":7.5}\n"
        "{\"id\":\"3\",\"guide\":\"g\",\"facts\":{\"q\":\"y\"},\"resolved\":{\"fault\":\"b\"}}\n";
    wm_replay_sum sum;
    bench b;
    (void)state;
    bench_open(&b, two_causes);
    wm_replay *r = replay_text(b.rules, lines, sizeof lines - 1, false, true);
    wm_replay_total(r, &sum);
    assert_int_equal(sum.timed, 3);
    assert_int_equal(sum.recorded, 2);
    assert_true(is_near(sum.minutes_written, 16));
    assert_true(is_near(sum.minutes_reranked, 11));
    assert_true(is_near(sum.minutes_recorded, 13.75));
    assert_non_null(strstr(wm_replay_json(r),
                           "\"minutes\":{\"as_written\":16,\"reranked\":11,\"basis\":\"model-implied\","
                           "\"recorded\":13.75}"));
    wm_replay_free(r);
    bench_close(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(intervals_are_wilsons),
        cmocka_unit_test(a_han_character_makes_a_text_chinese),
        cmocka_unit_test(a_month_is_as_it_is_written),
        cmocka_unit_test(cards_count_what_was_right),
        cmocka_unit_test(remedies_count_where_they_are_proposed),
        cmocka_unit_test(without_being_asked_for_there_are_none),
        cmocka_unit_test(cards_add_up),
        cmocka_unit_test(p_is_the_reached_faults_belief),
        cmocka_unit_test(top3_and_brier_are_means),
        cmocka_unit_test(minutes_are_recorded_or_model_implied),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
