#define _GNU_SOURCE
#include "CNcurses.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

bool cncurses_locale_is_utf8(void) { return strcmp(nl_langinfo(CODESET), "UTF-8") == 0; }

int cncurses_pipe(int ends[2]) { return pipe2(ends, O_NONBLOCK | O_CLOEXEC); }

bool cncurses_put(int row, int column, uint32_t scalar, attr_t attributes, int pair) {
  wchar_t text[2] = {(wchar_t)scalar, 0};
  cchar_t cell;
  if (setcchar(&cell, text, attributes, 0, &pair) == ERR) return false;
  return mvadd_wch(row, column, &cell) != ERR;
}

void cncurses_redraw(void) { clearok(curscr, TRUE); }
void cncurses_refresh(void) { refresh(); }
void cncurses_erase(void) { erase(); }
void cncurses_keypad(bool on) { keypad(stdscr, on); }

bool cncurses_window_size(int descriptor, int *columns, int *rows) {
  struct winsize size;
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0) return false;
  *columns = size.ws_col;
  *rows = size.ws_row;
  return true;
}

bool cncurses_window_pixels(int descriptor, int *width, int *height) {
  struct winsize size;
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0) return false;
  *width = size.ws_xpixel;
  *height = size.ws_ypixel;
  return true;
}

/* Of term.h, which defines common words as macros. */
extern char *tigetstr(const char *name);

/* Of term.h as well; a TERMINAL is opaque here. */
extern int setupterm(const char *name, int descriptor, int *error);
extern int del_curterm(void *terminal);
extern void *cur_term;

bool cncurses_is_line_terminal(const char *name) {
  int error = 0;
  if (setupterm(name, 1, &error) != OK) return error == 0 && strcmp(name, "unknown") == 0;
  const char *move = tigetstr("cup");
  bool draws = move && move != (char *)-1;
  del_curterm(cur_term);
  return !draws;
}

bool cncurses_is_ecma48(void) {
  const char *move = tigetstr("cup");
  return move && move != (char *)-1 && strncmp(move, "\033[%i%p1%d;%p2%dH", 15) == 0;
}

/* MARK: signals. What a handler touches is set before it is installed and never changes after. */

static volatile sig_atomic_t forwarding_descriptor = -1;

static void forward(int signal) {
  int kept = errno;
  unsigned char number = (unsigned char)signal;
  if (forwarding_descriptor >= 0) (void)!write(forwarding_descriptor, &number, 1);
  errno = kept;
}

void cncurses_forward_signals(const int *signals, int count, int descriptor) {
  forwarding_descriptor = descriptor;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = forward;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  for (int i = 0; i < count; i++) sigaction(signals[i], &action, NULL);
}

static struct termios crash_modes;
static char crash_restore[256];
static size_t crash_length;
static volatile sig_atomic_t crash_armed;

static void crash(int number) {
  if (crash_armed) {
    crash_armed = 0;
    (void)!write(STDOUT_FILENO, crash_restore, crash_length);
    tcsetattr(STDIN_FILENO, TCSANOW, &crash_modes);
  }
  signal(number, SIG_DFL);
  raise(number);
}

void cncurses_install_crash_handlers(const struct termios *modes, const char *restore) {
  crash_modes = *modes;
  crash_length = strlen(restore);
  if (crash_length > sizeof crash_restore) crash_length = sizeof crash_restore;
  memcpy(crash_restore, restore, crash_length);
  crash_armed = 1;
  static char stack[65536];
  stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack, .ss_flags = 0};
  sigaltstack(&alternate, NULL);
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = crash;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_ONSTACK | SA_NODEFER;
  const int signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT, SIGSYS};
  for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
    sigaction(signals[i], &action, NULL);
  }
}

void cncurses_arm_crash_handlers(bool armed) { crash_armed = armed; }

void cncurses_stop(void) { kill(0, SIGSTOP); }
