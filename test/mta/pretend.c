/*
 * pretend.c -- let a process that is the only user of its namespace believe
 * that it can become other users and give files to them.
 *
 * Mail servers insist on being started by root, and then become several
 * unprivileged users.  In a user namespace that an ordinary user makes for
 * himself he is root, but there is nobody else to become.  Preloaded, this
 * library keeps in mind who the process believes to be, and does nothing.
 */
#define _GNU_SOURCE
#include <grp.h>
#include <unistd.h>

#define UNCHANGED ((unsigned) -1)

typedef struct
{
	unsigned	real;
	unsigned	effective;
	unsigned	saved;
} identity;

static identity user, group;

static int
become(identity *id, unsigned real, unsigned effective, unsigned saved)
{
	if (real != UNCHANGED)
		id->real = real;
	if (effective != UNCHANGED)
		id->effective = effective;
	if (saved != UNCHANGED)
		id->saved = saved;
	return 0;
}

static int
report(const identity *id, unsigned *real, unsigned *effective, unsigned *saved)
{
	*real = id->real;
	*effective = id->effective;
	*saved = id->saved;
	return 0;
}

uid_t getuid(void) { return user.real; }
uid_t geteuid(void) { return user.effective; }
gid_t getgid(void) { return group.real; }
gid_t getegid(void) { return group.effective; }
int getresuid(uid_t *r, uid_t *e, uid_t *s) { return report(&user, r, e, s); }
int getresgid(gid_t *r, gid_t *e, gid_t *s) { return report(&group, r, e, s); }

int setuid(uid_t id) { return become(&user, id, id, id); }
int setgid(gid_t id) { return become(&group, id, id, id); }
int seteuid(uid_t id) { return become(&user, UNCHANGED, id, UNCHANGED); }
int setegid(gid_t id) { return become(&group, UNCHANGED, id, UNCHANGED); }
int setreuid(uid_t r, uid_t e) { return become(&user, r, e, e); }
int setregid(gid_t r, gid_t e) { return become(&group, r, e, e); }
int setresuid(uid_t r, uid_t e, uid_t s) { return become(&user, r, e, s); }
int setresgid(gid_t r, gid_t e, gid_t s) { return become(&group, r, e, s); }

#pragma GCC diagnostic ignored "-Wunused-parameter"

int setgroups(size_t count, const gid_t *groups) { return 0; }
int initgroups(const char *name, gid_t id) { return 0; }
int chown(const char *path, uid_t uid, gid_t gid) { return 0; }
int lchown(const char *path, uid_t uid, gid_t gid) { return 0; }
int fchown(int file, uid_t uid, gid_t gid) { return 0; }
int fchownat(int directory, const char *path, uid_t uid, gid_t gid, int flags) { return 0; }
