package engines

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// webkit is WebKitGTK's MiniBrowser on a screen of its own, driven by WebDriver (W3C recommendation, level 1).
type webkit struct {
	screen, server *exec.Cmd
	base           string // address of the session
	http           http.Client
}

// elementKey is the name under which WebDriver sends a reference to an element.
const elementKey = "element-6066-11e4-a52e-4f735466cecf"

func launchWebKit(ctx context.Context, dir string) (driver, error) {
	for _, name := range []string{"Xvfb", "WebKitWebDriver"} {
		if _, err := exec.LookPath(name); err != nil {
			return nil, fmt.Errorf("%s is not installed: install webkit2gtk-driver and xvfb", name)
		}
	}
	w := &webkit{screen: exec.CommandContext(ctx, "Xvfb", "-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp")}
	if err := w.start(ctx, dir); err != nil {
		return nil, errors.Join(err, w.close())
	}
	return w, nil
}

func (w *webkit) start(ctx context.Context, dir string) error {
	output, err := w.screen.StdoutPipe()
	if err != nil {
		return err
	}
	if err := w.screen.Start(); err != nil {
		return err
	}
	display, err := bufio.NewReader(output).ReadString('\n')
	if err != nil {
		return fmt.Errorf("failed to start a screen: %w", err)
	}
	port, err := freePort()
	if err != nil {
		return err
	}
	w.server = exec.CommandContext(ctx, "WebKitWebDriver", "--port="+strconv.Itoa(port))
	w.server.Env = append(os.Environ(), "DISPLAY=:"+strings.TrimSpace(display), "HOME="+dir, "XDG_CACHE_HOME="+dir, "XDG_DATA_HOME="+dir,
		"XDG_CONFIG_HOME="+dir, "LANGUAGE=en", "LC_ALL=C.UTF-8")
	if err := w.server.Start(); err != nil {
		return err
	}
	address := fmt.Sprintf("http://127.0.0.1:%d", port)
	if err := listening(ctx, port); err != nil {
		return err
	}
	var session struct {
		ID string `json:"sessionId"`
	}
	w.base = address + "/session"
	if err := w.call(ctx, http.MethodPost, "", map[string]any{"capabilities": map[string]any{}}, &session); err != nil {
		return err
	}
	w.base += "/" + session.ID
	long := int64(time.Hour / time.Millisecond) // contexts end waits earlier
	return w.call(ctx, http.MethodPost, "/timeouts", map[string]any{"script": long, "pageLoad": long}, nil)
}

// freePort returns a port that was free a moment ago: the driver takes no socket that is open already.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// listening returns once somebody accepts connections on a port of this machine.
func listening(ctx context.Context, port int) error {
	for {
		var d net.Dialer
		c, err := d.DialContext(ctx, "tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err == nil {
			return c.Close()
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(20 * time.Millisecond): // the driver does not announce that it is ready
		}
	}
}

// call sends a command and reads its value.
func (w *webkit) call(ctx context.Context, method, path string, params, value any) error {
	body, err := json.Marshal(params)
	if err != nil {
		return err
	}
	if method != http.MethodPost {
		body = nil
	}
	request, err := http.NewRequestWithContext(ctx, method, w.base+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	answer, err := w.http.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	var out struct {
		Value json.RawMessage `json:"value"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&out); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if answer.StatusCode != http.StatusOK {
		var failure struct{ Error, Message string }
		_ = json.Unmarshal(out.Value, &failure)
		return fmt.Errorf("%s: %s: %s", path, failure.Error, failure.Message)
	}
	if value == nil {
		return nil
	}
	return json.Unmarshal(out.Value, value)
}

func (w *webkit) navigate(ctx context.Context, url string) error {
	return w.call(ctx, http.MethodPost, "/url", map[string]any{"url": url}, nil)
}

func (w *webkit) run(ctx context.Context, function string, args ...string) (string, error) {
	script := fmt.Sprintf(`const done = arguments[0];
Promise.resolve().then(() => (%s)(...%s)).then((text) => done({ text }), (error) => done({ error: String(error) }));`, function, quote(args))
	var out struct{ Text, Error string }
	err := w.call(ctx, http.MethodPost, "/execute/async", map[string]any{"script": script, "args": []any{}}, &out)
	if err == nil && out.Error != "" {
		err = errors.New(out.Error)
	}
	return out.Text, err
}

func (w *webkit) choose(ctx context.Context, selector, path string) error {
	var element map[string]string
	if err := w.call(ctx, http.MethodPost, "/element", map[string]any{"using": "css selector", "value": selector}, &element); err != nil {
		return err
	}
	return w.call(ctx, http.MethodPost, "/element/"+element[elementKey]+"/value", map[string]any{"text": path}, nil)
}

func (w *webkit) screenshot(ctx context.Context) ([]byte, error) {
	var data string
	err := w.call(ctx, http.MethodGet, "/screenshot", nil, &data)
	return decode(data, err)
}

func (w *webkit) close() error {
	if strings.Contains(w.base, "/session/") {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		_ = w.call(ctx, http.MethodDelete, "", nil, nil) // ends the browser, which the driver started
	}
	var errs []error
	for _, cmd := range []*exec.Cmd{w.server, w.screen} {
		if cmd == nil || cmd.Process == nil {
			continue
		}
		if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			errs = append(errs, err)
		}
		_ = cmd.Wait() // its status is that of a killed program
	}
	return errors.Join(errs...)
}
