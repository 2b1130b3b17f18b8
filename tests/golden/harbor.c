/* Made by specgen from the documents of harbor and its overlay; do not edit. */
#include "table.h"

static const char strs[] =
	"\0"
	"harbor\0"
	"Harbor Engine\0"
	"HARBOR_HOST\0"
	"/_ping\0"
	"Harbor-Version\0"
	"Server-Version\0"
	"/berths/json\0"
	"/Oldest\0"
	"Harbor-Season\0"
	"harbor {--quay SOCKET} relay\0"
	"unix:///var/run/harbor.sock\0"
	"out of season\0"
	"v1.0\0"
	"v1.0.1\0"
	"v1.1\0"
	"7.1\0"
	"v1.2\0"
	"0.9\0"
	"0.3\0"
	"2.0\0"
	"1.0\0"
	"BerthCreate\0"
	"/berths/create\0"
	"berths\0"
	"name\0"
	"application/json\0"
	"BerthInspect\0"
	"/berths/{name}\0"
	"X-Pass\0"
	"all\0"
	"BerthList\0"
	"false\0"
	"depth\0"
	"limit\0"
	"filters\0"
	"quay\0"
	"ship\0"
	"sort\0"
	"\"name\"\0"
	"BerthRemove\0"
	"force\0"
	"query:force path:name\0"
	"wait\0"
	"10\0"
	"BerthRename\0"
	"/berths/{name}/rename\0"
	"CargoLoad\0"
	"/cargo/load\0"
	"cargo\0"
	"crate\0"
	"application/x-tar\0"
	"application/json-seq\0"
	"HarborPing\0"
	"_ping\0"
	"text/plain\0"
	"HarborWatch\0"
	"/harbor/watch\0"
	"body:/Ship/Name\0"
	"PaperPut\0"
	"/port/office/papers\0"
	"port/office\0"
	"Content-type\0"
	"\"text/x-paper\"\0"
	"text/x-paper\0"
	"removeBerth\0"
	"https://harbor.example/old#{operation}\0"
	"https://harbor.example/{version}#{operation}\0"
	"int32\0"
	"int64\0"
	"no\0"
	"big\0"
	"small\0"
	"binary\0"
	"Id\0"
	"message\0"
	"Buoy\0"
	"Depth\0"
	"Labels\0"
	"Lit\0"
	"Quay\0"
	"north\0"
	"south\0"
	"Berth\0"
	"Name\0"
	"Neighbours\0"
	"Notes\0"
	"Owner\0"
	"Ship\0"
	"Tags\0"
	"Tide\0"
	"Place\0"
	"Fleet\0"
	"Flag\0"
	"black\0"
	"white\0"
	"Masts\0"
	"High\0";

static const char help[] =
	"\0"
	"v1.2 has no document of its own yet\0"
	"the last wooden one\0"
	"Make a berth\0"
	"name of a berth\0"
	"Show a berth\0"
	"List berths\0"
	"how many at most\0"
	"what to show\0"
	"order of the list\0"
	"Fill in a berth\0"
	"with the ship in it\0"
	"Give a berth another name\0"
	"its name now\0"
	"its new name\0"
	"Load a ship\0"
	"Tell whether the harbor is open\0"
	"Listen to the harbor\0"
	"Hand in papers\0";

static const struct tab_op ops[] = {
	{ 219, 231, 246, 57, 0, 0, 0, 4, 1, 1, 1, 2, 2, 0, 0, 2, 1, 0, 0, 0 },	/* BerthCreate 0-0 */
	{ 219, 231, 246, 57, 0, 0, 0, 4, 1, 1, 1, 2, 2, 0, 0, 2, 33, 1, 255, 0 },	/* BerthCreate 1- */
	{ 275, 288, 246, 86, 0, 1, 2, 65535, 0, 1, 2, 2, 0, 0, 0, 2, 32, 0, 255, 0 },	/* BerthInspect 0- */
	{ 314, 71, 246, 99, 0, 3, 4, 65535, 0, 1, 6, 2, 0, 0, 0, 2, 32, 0, 255, 0 },	/* BerthList 0- */
	{ 372, 288, 246, 159, 0, 9, 6, 65535, 0, 1, 4, 2, 4, 0, 0, 2, 0, 1, 255, 0 },	/* BerthRemove 1- */
	{ 420, 432, 246, 195, 0, 13, 8, 65535, 0, 1, 2, 1, 2, 0, 0, 2, 0, 1, 255, 0 },	/* BerthRename 1- */
	{ 454, 464, 476, 247, 0, 15, 9, 15, 3, 5, 1, 2, 2, 3, 0, 2, 15, 0, 255, 0 },	/* CargoLoad 0- */
	{ 527, 34, 538, 259, 0, 16, 11, 65535, 0, 7, 0, 1, 0, 0, 0, 0, 32, 0, 255, 0 },	/* HarborPing 0- */
	{ 555, 567, 1, 291, 0, 16, 12, 0, 1, 1, 1, 3, 2, 2, 1, 2, 0, 0, 255, 0 },	/* HarborWatch 0- */
	{ 597, 606, 626, 312, 0, 17, 15, 1, 9, 1, 1, 1, 3, 0, 0, 1, 2, 1, 255, 0 },	/* PaperPut 1- */
	{ 679, 288, 246, 159, 0, 18, 16, 65535, 0, 1, 4, 2, 4, 0, 0, 2, 64, 0, 0, 0 },	/* removeBerth 0-0 */
};

static const struct tab_plist plist[] = {
	{ 0, 0, 255 },	/* name */
	{ 1, 0, 255 },	/* name */
	{ 2, 0, 255 },	/* X-Pass */
	{ 3, 0, 255 },	/* all */
	{ 4, 1, 255 },	/* depth */
	{ 5, 0, 0 },	/* limit */
	{ 6, 1, 255 },	/* limit */
	{ 7, 0, 255 },	/* filters */
	{ 8, 0, 0 },	/* sort */
	{ 1, 1, 255 },	/* name */
	{ 9, 1, 255 },	/* force */
	{ 10, 1, 255 },	/* X-Pass */
	{ 11, 1, 255 },	/* wait */
	{ 12, 1, 255 },	/* name */
	{ 13, 1, 255 },	/* name */
	{ 14, 0, 255 },	/* crate */
	{ 15, 0, 255 },	/* X-Pass */
	{ 16, 1, 255 },	/* Content-type */
	{ 1, 0, 0 },	/* name */
	{ 9, 0, 0 },	/* force */
	{ 10, 0, 0 },	/* X-Pass */
	{ 11, 0, 0 },	/* wait */
};

static const struct tab_param params[] = {
	{ 253, 70, 1, 65535, 0, 0, 0, 1, 0, 1 },	/* name query */
	{ 253, 70, 1, 65535, 0, 0, 0, 0, 0, 1 },	/* name path */
	{ 303, 0, 5, 65535, 0, 310, 0, 2, 5, 6 },	/* X-Pass header */
	{ 310, 0, 7, 324, 0, 0, 0, 1, 0, 0 },	/* all query */
	{ 330, 0, 8, 65535, 0, 0, 0, 1, 0, 0 },	/* depth query */
	{ 336, 111, 9, 65535, 0, 0, 0, 1, 0, 0 },	/* limit query */
	{ 336, 111, 10, 65535, 0, 0, 0, 1, 0, 0 },	/* limit query */
	{ 342, 128, 1, 65535, 0, 0, 2, 1, 4, 0 },	/* filters query */
	{ 360, 141, 11, 365, 0, 0, 0, 1, 0, 0 },	/* sort query */
	{ 384, 175, 7, 65535, 0, 0, 0, 1, 0, 0 },	/* force query */
	{ 303, 0, 5, 65535, 0, 390, 0, 2, 5, 6 },	/* X-Pass header */
	{ 412, 0, 13, 417, 0, 0, 0, 1, 0, 4 },	/* wait query */
	{ 253, 221, 1, 65535, 0, 0, 0, 0, 0, 1 },	/* name path */
	{ 253, 234, 1, 65535, 0, 0, 0, 1, 0, 1 },	/* name query */
	{ 482, 0, 14, 65535, 0, 0, 0, 1, 2, 0 },	/* crate query */
	{ 303, 0, 16, 65535, 0, 581, 0, 2, 5, 3 },	/* X-Pass header */
	{ 638, 0, 18, 651, 0, 0, 0, 2, 0, 0 },	/* Content-type header */
};

static const struct tab_resp resps[] = {
	{ 201, 2, 0, 255 },
	{ 409, 3, 0, 255 },
	{ 200, 6, 0, 255 },
	{ 404, 3, 0, 255 },
	{ 200, 12, 0, 255 },
	{ 500, 3, 0, 255 },
	{ 204, 65535, 1, 255 },
	{ 0, 3, 1, 255 },
	{ 204, 65535, 1, 255 },
	{ 200, 15, 0, 255 },
	{ 500, 65535, 0, 255 },
	{ 200, 1, 0, 255 },
	{ 101, 65535, 0, 255 },
	{ 200, 65535, 0, 255 },
	{ 202, 17, 0, 255 },
	{ 200, 65535, 1, 255 },
	{ 204, 65535, 0, 0 },
	{ 0, 3, 0, 0 },
};

static const struct tab_node nodes[] = {
	{ 127, 0, 0, 0, 65535, 0 },	/* 0 any */
	{ 16, 0, 0, 0, 65535, 0 },	/* 1 string */
	{ 64, 0, 0, 0, 0, 0 },	/* 2 object */
	{ 64, 0, 0, 0, 1, 0 },	/* 3 object */
	{ 64, 0, 0, 0, 2, 0 },	/* 4 object */
	{ 80, 0, 0, 0, 3, 0 },	/* 5 string object */
	{ 64, 0, 0, 0, 4, 0 },	/* 6 object */
	{ 2, 0, 0, 0, 65535, 0 },	/* 7 boolean */
	{ 12, 0, 0, 1, 65535, 0 },	/* 8 integer number */
	{ 4, 1, 0, 1, 65535, 1 },	/* 9 integer */
	{ 4, 2, 0, 0, 65535, 0 },	/* 10 integer */
	{ 16, 0, 3, 0, 65535, 2 },	/* 11 string */
	{ 32, 0, 0, 0, 6, 0 },	/* 12 array */
	{ 4, 0, 0, 0, 65535, 0 },	/* 13 integer */
	{ 48, 0, 2, 0, 1, 5 },	/* 14 string array */
	{ 16, 3, 0, 0, 65535, 0 },	/* 15 string */
	{ 64, 0, 0, 0, 3, 0 },	/* 16 object */
	{ 64, 0, 0, 0, 5, 0 },	/* 17 object */
	{ 16, 0, 2, 0, 65535, 7 },	/* 18 string */
	{ 4, 0, 0, 1, 65535, 2 },	/* 19 integer */
	{ 64, 0, 0, 0, 6, 0 },	/* 20 object */
	{ 16, 0, 3, 0, 65535, 9 },	/* 21 string */
	{ 12, 0, 0, 0, 65535, 0 },	/* 22 integer number */
	{ 33, 0, 0, 0, 6, 0 },	/* 23 null array */
	{ 64, 0, 0, 0, 7, 0 },	/* 24 object */
	{ 65, 0, 0, 0, 8, 0 },	/* 25 null object */
	{ 65, 0, 0, 0, 9, 0 },	/* 26 null object */
	{ 65, 0, 0, 0, 10, 0 },	/* 27 null object */
	{ 64, 0, 0, 0, 11, 0 },	/* 28 object */
	{ 16, 0, 2, 0, 65535, 12 },	/* 29 string */
	{ 4, 0, 0, 1, 65535, 3 },	/* 30 integer */
	{ 64, 0, 0, 0, 10, 0 },	/* 31 object */
};

static const struct tab_object objects[] = {
	{ 0, 0, 1, 65535 },	/* 0  */
	{ 0, 1, 1, 65535 },	/* 1  */
	{ 0, 2, 6, 65535 },	/* 2  */
	{ 0, 8, 0, 0 },	/* 3  */
	{ 857, 8, 11, 65535 },	/* 4 Berth */
	{ 0, 19, 1, 65535 },	/* 5  */
	{ 0, 20, 0, 1 },	/* 6  */
	{ 885, 20, 2, 65535 },	/* 7 Owner */
	{ 0, 22, 1, 65535 },	/* 8  */
	{ 0, 23, 2, 65535 },	/* 9  */
	{ 901, 25, 1, 31 },	/* 10 Tide */
	{ 906, 26, 3, 65535 },	/* 11 Place */
};

static const struct tab_field fields[] = {
	{ 807, 1, 0, 0, 255 },	/* Id */
	{ 810, 1, 0, 0, 255 },	/* message */
	{ 818, 7, 0, 0, 255 },	/* Buoy */
	{ 823, 19, 1, 0, 0 },	/* Depth */
	{ 823, 19, 0, 1, 255 },	/* Depth */
	{ 829, 20, 0, 0, 255 },	/* Labels */
	{ 836, 7, 0, 1, 255 },	/* Lit */
	{ 840, 21, 0, 0, 255 },	/* Quay */
	{ 823, 22, 1, 0, 255 },	/* Depth */
	{ 863, 1, 1, 0, 255 },	/* Name */
	{ 868, 0, 0, 0, 0 },	/* Neighbours */
	{ 868, 23, 0, 1, 255 },	/* Neighbours */
	{ 879, 0, 0, 0, 255 },	/* Notes */
	{ 885, 0, 0, 0, 0 },	/* Owner */
	{ 885, 24, 0, 1, 255 },	/* Owner */
	{ 891, 25, 0, 0, 0 },	/* Ship */
	{ 891, 26, 0, 1, 255 },	/* Ship */
	{ 896, 1, 0, 0, 255 },	/* Tags */
	{ 901, 27, 0, 1, 255 },	/* Tide */
	{ 906, 28, 0, 0, 255 },	/* Place */
	{ 912, 12, 0, 1, 255 },	/* Fleet */
	{ 863, 1, 0, 1, 255 },	/* Name */
	{ 918, 29, 0, 0, 255 },	/* Flag */
	{ 918, 29, 0, 0, 255 },	/* Flag */
	{ 935, 30, 0, 0, 255 },	/* Masts */
	{ 941, 22, 0, 1, 255 },	/* High */
	{ 823, 22, 1, 0, 255 },	/* Depth */
	{ 879, 0, 0, 0, 255 },	/* Notes */
	{ 901, 27, 0, 1, 255 },	/* Tide */
};

static const struct tab_limits limits[] = {
	{ INT64_C(2), INT64_MAX },
	{ INT64_C(1), INT64_C(100) },
	{ INT64_C(-1), INT64_MAX },
	{ INT64_C(1), INT64_MAX },
};

static const struct tab_version versions[] = {
	{ 177, 0, 0, 0, 0 },	/* v1.0 */
	{ 182, 0, 0, 0, 0 },	/* v1.0.1 */
	{ 189, 194, 0, 1, 0 },	/* v1.1 */
	{ 198, 194, 1, 1, 0 },	/* v1.2 */
};

static const struct tab_release releases[] = {
	{ 203, 1, 207, 37 },	/* 0.9 */
	{ 211, 3, 215, 0 },	/* 2.0 */
};

static const struct tab_alias aliases[] = {
	{ 372, 679, 0, 0 },	/* BerthRemove */
	{ 679, 372, 1, 255 },	/* removeBerth */
};

static const struct tab_doc docs[] = {
	{ 691, 0, 0 },
	{ 730, 1, 255 },
};

static const uint16_t enums[] = {
	350,	/* quay */
	355,	/* ship */
	253,	/* name */
	787,	/* no */
	330,	/* depth */
	790,	/* big */
	794,	/* small */
	666,	/* text/x-paper */
	544,	/* text/plain */
	845,	/* north */
	851,	/* south */
	0,	/*  */
	923,	/* black */
	929,	/* white */
};

static const uint16_t media[] = {
	65535,
	258,	/* application/json */
	65535,
	488,	/* application/x-tar */
	65535,
	506,	/* application/json-seq */
	65535,
	544,	/* text/plain */
	65535,
	666,	/* text/x-paper */
	544,	/* text/plain */
	65535,
};

static const uint16_t formats[] = {
	0,	/*  */
	775,	/* int32 */
	781,	/* int64 */
	800,	/* binary */
};

static const uint16_t epochs[] = {
	0,
	2,
};

static const uint16_t endpoints[] = {
	135,	/* unix:///var/run/harbor.sock */
};

static const uint16_t refused[] = {
	163,	/* out of season */
};

const struct table table_harbor = {
	.strs = strs, .help = help, .ops = ops, .plist = plist,
	.params = params, .resps = resps, .nodes = nodes,
	.objects = objects, .fields = fields, .limits = limits,
	.versions = versions, .aliases = aliases, .docs = docs,
	.enums = enums, .media = media, .formats = formats,
	.epochs = epochs, .endpoints = endpoints,
	.refused = refused, .releases = releases,
	.strs_len = 946, .help_len = 327,
	.nops = 11, .nplist = 22, .nparams = 17, .nresps = 18,
	.nnodes = 32, .nobjects = 12, .nfields = 29,
	.nlimits = 4, .nversions = 4, .naliases = 2,
	.ndocs = 2, .nenums = 14, .nmedia = 12,
	.nformats = 4, .nepochs = 2, .nendpoints = 1,
	.nrefused = 1, .nreleases = 2,
	.engine = 1, .title = 8, .environment = 22,
	.ping = 34, .header = 41, .fallback = 56,
	.about = 71, .minimum = 84, .identify = 92,
	.ssh_dial = 106, .ssh_ask = 0, .config = 0,
	.layout = TAB_FORMAT
};
