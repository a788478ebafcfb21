package kinds

// Quality is how well a model does on rows.
type Quality struct {
	Rows     int64    `json:"rows"`
	Loss     float64  `json:"loss"`               // mean
	MSE      *float64 `json:"mse,omitempty"`      // in the target's unit, squared
	R2       *float64 `json:"r2,omitempty"`       // 1 − SSE/SST
	Accuracy *float64 `json:"accuracy,omitempty"` // share of rows whose most probable level is theirs
	AUC      []AUC    `json:"auc,omitempty"`
}

// AUC is the area under the ROC curve of one level against all others.
type AUC struct {
	Level string  `json:"level"`
	Area  float64 `json:"area"`
	Bound float64 `json:"bound"` // the exact area is within Area ± Bound, as scores are counted in bins
}
