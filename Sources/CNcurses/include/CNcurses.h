/* ncurses for Swift: the parts that are macros, variadic or global variables in C, as functions.
 * Wide characters are on, so cells hold any sign; see the Terminal article. */
#ifndef CNCURSES_H
#define CNCURSES_H

#define NCURSES_WIDECHAR 1
#include <ncurses.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <termios.h>

/* Attributes of a cell. */
static inline attr_t cncurses_bold(void) { return A_BOLD; }
static inline attr_t cncurses_dim(void) { return A_DIM; }
static inline attr_t cncurses_reverse(void) { return A_REVERSE; }

/* Number of colours of the present terminal; valid after start_color(). */
static inline int cncurses_colors(void) { return COLORS; }
/* Number of colour pairs of the present terminal; valid after start_color(). */
static inline int cncurses_color_pairs(void) { return COLOR_PAIRS; }

/* newterm() on the standard output and input; NULL for an unknown terminal. */
static inline SCREEN *cncurses_open(const char *name) { return newterm(name, stdout, stdin); }

/* A pipe whose ends do not block and are closed in child programs. Returns 0, or -1. */
int cncurses_pipe(int ends[2]);

/* Whether the present locale encodes text as UTF-8. */
bool cncurses_locale_is_utf8(void);

/* Puts one sign with attributes and a colour pair (of any number) at a place of the standard
 * screen. Returns false when the place lies outside. */
bool cncurses_put(int row, int column, uint32_t scalar, attr_t attributes, int pair);

/* Marks the whole standard screen as unknown, so that the next refresh draws all of it. */
void cncurses_redraw(void);
/* Sends the standard screen's changes to the terminal. */
void cncurses_refresh(void);
/* Empties the standard screen. */
void cncurses_erase(void);
/* Switches keypad translation of the standard screen. */
void cncurses_keypad(bool on);

/* Whether a terminal of this name is known and cannot put its cursor anywhere (`dumb`). Call it
 * before newterm(). */
bool cncurses_is_line_terminal(const char *name);

/* Whether the present terminal moves its cursor as ECMA-48 says, so that its other sequences are
 * those too; valid after newterm(). */
bool cncurses_is_ecma48(void);

/* Asks the kernel for the pixels of the window; 0 for a terminal that does not tell. */
bool cncurses_window_pixels(int descriptor, int *width, int *height);

/* Asks the kernel for the window size. Returns false when the descriptor is no terminal. */
bool cncurses_window_size(int descriptor, int *columns, int *rows);

/* Installs handlers: every signal of `signals` writes its number as one byte to `descriptor`. */
void cncurses_forward_signals(const int *signals, int count, int descriptor);

/* Handlers for SEGV, BUS, ILL, TRAP, FPE and ABRT that put the terminal back as it was (`modes`
 * and `restore`, a constant string), and then let the signal do what it does. */
void cncurses_install_crash_handlers(const struct termios *modes, const char *restore);
/* The crash handlers leave the terminal alone from now on (or again touch it). */
void cncurses_arm_crash_handlers(bool armed);

/* Stops the process as Ctrl-Z does; returns when it is continued. */
void cncurses_stop(void);

#endif
