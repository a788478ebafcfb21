package service

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"

	"github.com/blindfit/blindfit/internal/loopback"
	"github.com/blindfit/blindfit/internal/strictjson"
	"github.com/blindfit/blindfit/ml/schema"
	"github.com/blindfit/blindfit/ml/spec"
	"github.com/blindfit/blindfit/modelowner"
)

// Problem is the JSON of every error. Field names the field of the training file, if the error is about one.
type Problem struct {
	Error string `json:"error"`
	Field string `json:"field,omitempty"`
	Hint  string `json:"hint,omitempty"`
	State string `json:"state,omitempty"` // of the training, in a 409 of GET /prediction
}

// Handler serves
//
//	POST /models               a training file; 202 with the id, the state and the invite links
//	GET  /models               all trainings of this service
//	GET  /models/{id}          one of them
//	GET  /prediction           of the newest training, or of ?training=id; 409 with the state until it has ended
//	GET  /healthz
func (s *Service) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /models", s.postModel)
	mux.HandleFunc("GET /models", s.getModels)
	mux.HandleFunc("GET /models/{id}", s.getModel)
	mux.HandleFunc("GET /prediction", s.getPrediction)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusOK, map[string]string{"status": "ok"})
	})
	for path, allow := range map[string]string{"/models": "GET, POST", "/models/{id}": "GET", "/prediction": "GET", "/healthz": "GET"} {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Allow", allow)
			answer(w, http.StatusMethodNotAllowed, Problem{Error: "this path takes " + allow})
		})
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusNotFound, Problem{Error: "no such path", Hint: "POST /models, GET /models, GET /prediction"})
	})
	return s.guard(mux)
}

// guard refuses requests that a web page could send: with a Host that is not loopback, or from a different origin.
func (s *Service) guard(next http.Handler) http.Handler {
	origin := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		if !s.opt.AnyHost && !loopback.Host(r.Host) {
			answer(w, http.StatusForbidden, Problem{Error: "invalid Host: this service answers on loopback names only", Hint: "use http://localhost"})
			return
		}
		if o := r.Header.Get("Origin"); o != "" && (o != "http://"+r.Host || origin.Check(r) != nil) {
			answer(w, http.StatusForbidden, Problem{Error: "invalid Origin: web pages may not use this service"})
			return
		}
		if r.Header.Get("Content-Encoding") != "" {
			answer(w, http.StatusUnsupportedMediaType, Problem{Error: "invalid Content-Encoding: bodies must be sent as they are"})
			return
		}
		next.ServeHTTP(w, r)
	})
}

func answer(w http.ResponseWriter, status int, v any) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		status = http.StatusInternalServerError
		b.Reset()
		b.WriteString(`{"error":"internal error"}` + "\n")
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	w.Write(b.Bytes())
}

func (s *Service) postModel(w http.ResponseWriter, r *http.Request) {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != "application/json" {
		answer(w, http.StatusUnsupportedMediaType, Problem{Error: "invalid Content-Type: must be application/json", Hint: `curl -H "Content-Type: application/json"`})
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, spec.MaxBytes))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		answer(w, http.StatusRequestEntityTooLarge, Problem{Error: fmt.Sprintf("invalid training file: must be at most %d bytes", spec.MaxBytes)})
		return
	} else if err != nil {
		answer(w, http.StatusBadRequest, Problem{Error: "malformed request: the body is cut short"})
		return
	}
	file, err := spec.Parse(body)
	if err != nil {
		fail(w, http.StatusBadRequest, err)
		return
	}
	count := file.Cohort.Start
	if q := r.URL.Query().Get("links"); q != "" {
		if count, err = strconv.Atoi(q); err != nil || count < 1 || count > file.Cohort.Max {
			answer(w, http.StatusBadRequest, Problem{Error: fmt.Sprintf("invalid links: must be from 1 to cohort.max (%d)", file.Cohort.Max)})
			return
		}
	}
	rows, err := s.rows(file)
	if err != nil {
		fail(w, http.StatusBadRequest, err)
		return
	}
	s.create(w, r, file, rows, count)
}

// create makes the training, its links and its background work.
func (s *Service) create(w http.ResponseWriter, r *http.Request, file *spec.File, rows modelowner.Rows, count int) {
	t, err := modelowner.Create(r.Context(), s.opt.Dir, s.opt.Keys, file, s.opt.Facilitator, s.opt.Create)
	if errors.Is(err, modelowner.ErrInput) {
		fail(w, http.StatusBadRequest, err)
		return
	} else if err != nil {
		s.logf("failed to create training: %v", err)
		fail(w, http.StatusBadGateway, err)
		return
	}
	links, err := t.Invite(count)
	if err == nil {
		err = t.Serve(rows)
	}
	if err != nil {
		s.logf("failed to create training: %v", err)
		answer(w, http.StatusInternalServerError, Problem{Error: "failed to write the training's files"})
		return
	}
	s.add(t)
	view := s.view(s.find(t.ID.String()))
	for _, l := range links {
		view.Links = append(view.Links, l.URL())
	}
	w.Header().Set("Location", view.Self)
	answer(w, http.StatusAccepted, view)
}

// rows returns the rows to predict: the training file's own, or those the service was started with.
func (s *Service) rows(file *spec.File) (modelowner.Rows, error) {
	if file.Predict() != nil || s.opt.PredictCSV == nil {
		return modelowner.Rows{Records: file.Predict()}, nil
	}
	rows := modelowner.Rows{CSV: s.opt.PredictCSV}
	if err := rows.Check(file.Schema()); err != nil {
		return rows, fmt.Errorf("the rows the service was started with do not fit this training file: %w", err)
	}
	return rows, nil
}

// fail answers with an error of a training file and names the field if it is known.
func fail(w http.ResponseWriter, status int, err error) {
	p := Problem{Error: err.Error(), Hint: modelowner.Hint(err)}
	var strict *strictjson.FieldError
	var field *schema.FieldError
	if errors.As(err, &strict) {
		p.Field = strict.Path
	} else if errors.As(err, &field) {
		p.Field = field.Path
	}
	answer(w, status, p)
}

func (s *Service) getModels(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	jobs := append([]*job(nil), s.jobs...)
	s.mu.Unlock()
	list := make([]Model, len(jobs))
	for i, j := range jobs {
		list[i] = s.view(j)
	}
	answer(w, http.StatusOK, map[string][]Model{"models": list})
}

func (s *Service) getModel(w http.ResponseWriter, r *http.Request) {
	j := s.find(r.PathValue("id"))
	if j == nil {
		answer(w, http.StatusNotFound, Problem{Error: "no such training", Hint: "GET /models lists them"})
		return
	}
	answer(w, http.StatusOK, s.view(j))
}

func (s *Service) getPrediction(w http.ResponseWriter, r *http.Request) {
	j := s.find(r.URL.Query().Get("training"))
	if j == nil {
		answer(w, http.StatusNotFound, Problem{Error: "no such training", Hint: "POST /models creates one, GET /models lists them"})
		return
	}
	view := s.view(j)
	if view.State != modelowner.StateFinished {
		answer(w, http.StatusConflict, Problem{Error: "the training has no prediction yet", State: view.State, Hint: view.Message})
		return
	}
	rows, _, err := j.training.Served()
	if err == nil {
		var p *modelowner.Prediction
		if p, err = j.training.PredictRows(rows); err == nil {
			answer(w, http.StatusOK, p)
			return
		}
	}
	s.logf("failed to predict for training %s: %v", view.ID, err)
	answer(w, http.StatusInternalServerError, Problem{Error: "failed to predict"})
}
