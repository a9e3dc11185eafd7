/* The tables of a district, each read by one function into reading->district; in the order of parse.c, since later ones
 * look codes up in earlier ones. Only for the room `district`. */
#ifndef GULOU_DISTRICT_TABLES_H
#define GULOU_DISTRICT_TABLES_H

#include "district/sheet.h"

void read_ini(Reading *reading); /* district.ini */
void read_units_and_areas(Reading *reading);
void read_polygons(Reading *reading); /* areas.geojson */
void read_people(Reading *reading);   /* people.csv: checked, and its logins known */
void read_categories(Reading *reading);
void read_public(Reading *reading); /* after the categories */
void read_questions(Reading *reading); /* after the categories, as the next two */
void read_stoppers(Reading *reading);
void read_replies(Reading *reading);
void read_device_kinds(Reading *reading); /* after the categories */
void read_platforms(Reading *reading); /* after units and categories */
void read_events(Reading *reading);
void read_duties(Reading *reading); /* after events and categories */
void read_servers(Reading *reading); /* servers.csv, server_services.csv; after units and categories */
void read_clocks(Reading *reading);
void read_call_rights(Reading *reading);
void read_role_grants(Reading *reading);
void read_calendar(Reading *reading);
void read_hours(Reading *reading);
void read_retention(Reading *reading);
void read_menu(Reading *reading); /* wechat_menu.csv */
void read_shifts(Reading *reading);
void read_places(Reading *reading);   /* gazetteer.csv */
void read_phrases(Reading *reading);  /* urgency.csv, spam.csv */
void read_examples(Reading *reading); /* corpus.csv, corpus_check.csv */
void read_rejections(Reading *reading);
void read_knowledge(Reading *reading); /* knowledge.csv: articles to begin with */
void read_texts(Reading *reading); /* after the INI: its emergency advice is a text too */

/* Latitude and longitude of a place, which is not far from the district's middle. */
void check_point(const Line *line, double lat, double lon);
/* One row of people.csv, as accounts are made of it. */
typedef struct PersonRow {
    Str login, name_zh, name_en, unit, phone, stand_in;
    Role role;
} PersonRow;
/* Rows in the file's order; only when the reading has no problems may they be trusted. */
size_t read_people_rows(Reading *reading, const PersonRow **out);

#endif
