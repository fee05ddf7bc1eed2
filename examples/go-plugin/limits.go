package main

import (
	"cmp"
	"fmt"
	"strconv"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	pb "example.com/holdfast-bbolt/storepb"
)

// refuse returns an error as the contract wants it: a status whose ErrorInfo names the reason, with
// metadata in pairs of name and value.
func refuse(code codes.Code, reason, message string, metadata ...any) error {
	info := &errdetails.ErrorInfo{Domain: "holdfast.store.v1", Reason: reason, Metadata: map[string]string{}}
	for i := 0; i < len(metadata); i += 2 {
		info.Metadata[fmt.Sprint(metadata[i])] = fmt.Sprint(metadata[i+1])
	}
	detailed, err := status.New(code, message).WithDetails(info)
	must(err)
	return detailed.Err()
}

func invalid(reason, message string, metadata ...any) error {
	return refuse(codes.InvalidArgument, reason, message, metadata...)
}

// within refuses a size that is over its limit.
func within[N uint32 | uint64](limit N, size int, reason, what string) error {
	if uint64(size) <= uint64(limit) {
		return nil
	}
	message := fmt.Sprintf("%s is %d, over the limit of %d", what, size, limit)
	return invalid(reason, message, "size", size, "limit", limit)
}

// first returns the first error there is.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// limits are those in force. Its methods judge options and requests by what they say, before anybody
// looks at the store.
type limits struct{ *pb.Limits }

func defaultLimits() limits {
	return limits{&pb.Limits{
		MaxKeyBytes: 2_560, MaxValueBytes: 1 << 20, MaxPageBytes: 1 << 20, MaxTxnBytes: 3 << 20, MaxPageEntries: 10_000,
		MaxTxnOps: 512, MaxDeleteKeys: 512, MaxTxnReads: 20_000, MaxRanges: 1_000,
		MaxOpenTxns: 10_000, MaxWatches: 10_000, MaxQueuedWrites: maxCalls,
		MinLeaseMs: 100, DefaultLeaseMs: 30_000, MaxLeaseMs: 300_000, MaxTxnAgeMs: 600_000,
		OutcomeRetentionMs: 600_000, HistoryRetentionMs: 600_000, MaxProgressLagMs: 1_000,
	}}
}

// configure applies the options that every plugin knows.
func (l limits) configure(r *pb.ConfigureRequest) error {
	history := uint32(l.HistoryRetentionMs)
	numbers := map[string]*uint32{"history_retention_ms": &history, "min_lease_ms": &l.MinLeaseMs, "max_lease_ms": &l.MaxLeaseMs}
	for _, name := range r.Required {
		if numbers[name] == nil && name != "path" {
			return invalid("BAD_OPTION", "option "+name+" is unknown", "option", name)
		}
	}
	for name, number := range numbers {
		if text, given := r.Options[name]; given {
			n, err := strconv.ParseUint(text, 10, 31)
			if err != nil || n == 0 {
				message := fmt.Sprintf("option %s is %q; expected is a number of milliseconds", name, text)
				return invalid("BAD_OPTION", message, "option", name)
			}
			*number = uint32(n)
		}
	}
	l.HistoryRetentionMs, l.MinLeaseMs = uint64(history), min(l.MinLeaseMs, l.MaxLeaseMs)
	l.DefaultLeaseMs, l.MaxTxnAgeMs = l.lease(l.DefaultLeaseMs), max(l.MaxTxnAgeMs, uint64(l.MaxLeaseMs))
	return nil
}

// lease returns the lease in force for one that is asked for; 0 asks for the default.
func (l limits) lease(asked uint32) uint32 {
	return min(max(cmp.Or(asked, l.DefaultLeaseMs), l.MinLeaseMs), l.MaxLeaseMs)
}

func millis[N uint32 | uint64](n N) time.Duration { return time.Duration(n) * time.Millisecond }

// changes judges what is to be changed, and what is to hold of it.
func (l limits) changes(r *pb.CommitRequest) (err error) {
	for _, m := range r.Mutations {
		if put := m.GetPut(); put == nil {
			err = first(err, l.ranges(m.GetDelete()))
		} else {
			err = first(err, l.key(put.Key), within(l.MaxValueBytes, len(put.Value), "VALUE_TOO_LARGE", "the value's size in bytes"))
		}
	}
	for _, check := range r.Checks {
		err = first(err, l.key(check.Key))
	}
	return err
}

func (l limits) ranges(ranges ...*pb.KeyRange) (err error) {
	for _, r := range ranges {
		if key, ok := r.GetRange().(*pb.KeyRange_Key); ok {
			err = first(err, l.key(key.Key))
		} else if r.GetRange() == nil {
			err = first(err, invalid("BAD_RANGE", "the range names neither a key nor a prefix"))
		}
	}
	return err
}

func (l limits) key(key []byte) error {
	if len(key) == 0 {
		return invalid("KEY_EMPTY", "the key is empty; a key has at least one byte")
	}
	return within(l.MaxKeyBytes, len(key), "KEY_TOO_LARGE", "the key's size in bytes")
}
