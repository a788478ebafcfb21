package show

// For the black-box tests of this package.
var (
	LiveRow = liveRow
	Spark   = spark
)

const LiveHead = liveHead
