/* The depot as the options say: DIR itself, or a bucket. */
#ifndef GULOU_CLI_DEPOT_H
#define GULOU_CLI_DEPOT_H

#include "cli/cli.h"
#include "depot/depot.h"

/* For the specs[] of a command that looks at photos or models. */
#define DEPOT_SPECS                                                                                                    \
    {"photos", "", "s3://bucket/prefix of an S3-compatible store for photos and models; empty: in the data folder", 0, \
     0},                                                                                                               \
        {"photos.s3_endpoint", "", "https://host:port of the store (default: Amazon's of the region)", 0, 0},          \
        {"photos.s3_region", "us-east-1", "its region", 0, 0},                                                         \
        {"photos.s3_style", "",                                                                                        \
         "path or host: where the bucket's name stands in the address (default: path, at Amazon host)", 0, 0},         \
        {"photos.s3_ca", "", "file of the certificates to believe instead of the system's", 0, 0},                     \
    {                                                                                                                  \
        "photos.s3_key_file", "",                                                                                      \
            "file with aws_access_key_id = and aws_secret_access_key =, readable by nobody else (default: "            \
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY of the environment)",                                         \
            0, 0                                                                                                       \
    }

/* Where the options say. */
MUST_USE Err depot_open_for(Cli *cli, const char *folder, Depot **out);
/* "folder", or s3://... with the other options as they are. */
MUST_USE Err depot_open_at(Cli *cli, const char *folder, Str place, Depot **out);
/* Our environment with these options and the database's in it, so that no password stands in a child's arguments. */
char **depot_environment(Cli *cli);

#endif
