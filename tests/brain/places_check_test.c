/* The development set of places (districts/gulou/places_check.csv): phrases as residents and call-takers write them,
 * with the area that is meant, or none where nobody could tell. Written before anybody looked what the gazetteer can
 * do. */
#include "brain/stage.h"

#include <stdio.h>

#include "base/csv.h"

/* Measured on 2026-11-22: answered 382 of 437, best candidate right in 424, none wrong though sure. */
enum { PHRASES_LEAST = 500, ANSWERED_PERCENT = 86, TOP1_PERCENT = 96, TOP3_PERCENT = 96 };

typedef struct Marks {
    size_t phrases, placed, answered, top1, top3, wrong;
} Marks;

static bool is_or_holds(Str code, Str subdistrict, Str community)
{
    return str_eq(code, subdistrict) || str_eq(code, community);
}

static size_t rank_of(const Decision *d, Str code)
{
    for (size_t i = 0; i < d->place_count; i++)
        if (is_or_holds(code, d->places[i].subdistrict, d->places[i].community))
            return i + 1;
    return 0;
}

static void mark(Marks *marks, Str text, Str area)
{
    Decision d = ask(&(Report){.text = text});
    bool sure = !str_empty(d.subdistrict), wanted = !str_empty(area);
    bool right = sure && wanted && is_or_holds(area, d.subdistrict, d.community);
    size_t rank = wanted ? rank_of(&d, area) : 0;
    marks->phrases++;
    marks->placed += wanted;
    marks->answered += right;
    marks->top1 += rank == 1;
    marks->top3 += rank >= 1 && rank <= 3;
    marks->wrong += sure && !right;
    if (sure && !right)
        print_message("wrong though sure: " STR_FMT " -> " STR_FMT " | " STR_FMT "\n", STR_ARG(text),
                      STR_ARG(d.subdistrict), STR_ARG(d.reasons_zh[0]));
}

TEST(phrases_as_people_write_them_are_found_or_left_open_but_never_sent_astray)
{
    stage_set();
    Csv csv;
    Marks marks = {0};
    DistrictFiles files = gulou_files(&stage.ctx);
    assert_ok(csv_read(&stage.ctx, gulou_file(&files, "places_check.csv")->content, &csv));
    size_t text = (size_t)csv_column(&csv, "text"), area = (size_t)csv_column(&csv, "area");
    for (size_t i = 0; i < csv.row_count; i++)
        mark(&marks, csv.rows[i].cells[text], csv.rows[i].cells[area]);
    print_message("%zu phrases, %zu with a place: answered right %zu, top-1 %zu, top-3 %zu; wrong though sure %zu\n",
                  marks.phrases, marks.placed, marks.answered, marks.top1, marks.top3, marks.wrong);
    assert_true(marks.phrases >= PHRASES_LEAST);
    assert_int_equal(marks.wrong, 0);
    assert_true(marks.answered * 100 >= marks.placed * ANSWERED_PERCENT);
    assert_true(marks.top1 * 100 >= marks.placed * TOP1_PERCENT);
    assert_true(marks.top3 * 100 >= marks.placed * TOP3_PERCENT);
}
